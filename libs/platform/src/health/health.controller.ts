import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/decorators.js';
import { type Health, Readiness } from './readiness.js';

/** For the orchestrator. */
@ApiExcludeController()
@Controller()
@Public()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** That it answers is the answer: the event loop turns. Asks nothing else, since a restart would heal nothing else. */
  @Get('livez')
  @RouteConfig({ quiet: true, rateLimit: false })
  live(): { status: 'alive' } {
    return { status: 'alive' };
  }

  @Get('readyz')
  @RouteConfig({ quiet: true, rateLimit: false })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Health> {
    const health = await this.readiness.check();
    if (health.status !== 'ready') reply.code(HttpStatus.SERVICE_UNAVAILABLE);
    return health;
  }
}
