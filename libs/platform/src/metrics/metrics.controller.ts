import { Controller, Get, Header } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExcludeController } from '@nestjs/swagger';
import { register } from 'prom-client';
import { Public } from '../auth/decorators.js';

/** For Prometheus. The gateway does not route here: only who reaches the pod can read it. */
@ApiExcludeController()
@Controller('metrics')
@Public()
export class MetricsController {
  @Get()
  @RouteConfig({ quiet: true, rateLimit: false })
  @Header('content-type', register.contentType)
  read(): Promise<string> {
    return register.metrics();
  }
}
