import { can, type User, userOf } from '@crm/platform/auth';
import { Forbidden, NotFound, StatusProblem } from '@crm/platform/problem';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ChannelSecrets } from './channel-secrets.js';
import { type InboundChannel, inboundChannels } from './rules/message.js';

/** Whoever signs the messages of a channel, as the one who records them. */
export const deliverer = (channel: string): User => userOf({ sub: `inbound:${channel}`, scope: 'intake:write' })!;

/** Lets a message of a channel through that is signed; the channel is in the path. */
@Injectable()
export class SignedGuard implements CanActivate {
  constructor(private readonly secrets: ChannelSecrets) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest<{ Params: { channel: string } }>>();
    const { channel } = request.params;
    if (!inboundChannels.includes(channel as InboundChannel)) throw new NotFound();
    this.secrets.verify(channel as InboundChannel, request.headers, request.rawBody ?? Buffer.alloc(0), new Date());
    return true;
  }
}

/** Lets a mail through that a user who may record contacts delivers, or whose delivery is signed. */
@Injectable()
export class MailGuard implements CanActivate {
  constructor(private readonly secrets: ChannelSecrets) {}

  canActivate(context: ExecutionContext): boolean {
    const { user, authenticationError, headers, body } = context.switchToHttp().getRequest<FastifyRequest>();
    if (authenticationError) throw authenticationError;
    if (user && !can(user, 'intake:write')) throw new Forbidden('intake:write');
    if (!user) this.secrets.verify('email', headers, Buffer.isBuffer(body) ? body : Buffer.alloc(0), new Date());
    if (!Buffer.isBuffer(body)) throw new StatusProblem(415);
    return true;
  }
}
