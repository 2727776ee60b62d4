import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { tokenIn } from './authentication.js';
import type { Permission } from './permissions.js';
import { expiryOf } from './token-verifier.js';
import type { User } from './user.js';

export const permissionMetadata = 'crm:permission';
export const publicMetadata = 'crm:public';
/** Stands in the document until buildOpenApi has read it. */
export const publicExtension = 'public';

/** Who may call the route. Every route has this or @Public(), else the service does not start. */
export const RequirePermission = (permission: Permission): MethodDecorator & ClassDecorator =>
  applyDecorators(
    SetMetadata(permissionMetadata, permission),
    ApiBearerAuth(),
    ApiExtension('x-permission', permission),
  );

/** Anybody may call the route, without a token. */
export const Public = (): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(publicMetadata, true), ApiExtension('x-permission', publicExtension));

/** When the acting user's token counts no more: what goes on for longer than a request ends then. */
export const CurrentUserUntil = createParamDecorator((_: unknown, context: ExecutionContext): Date => {
  const { user, headers } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!user) throw new Error('@CurrentUserUntil() on a route without @RequirePermission');
  return expiryOf(tokenIn(headers.authorization)!);
});

/** The acting user. Only on routes with @RequirePermission. */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): User => {
  const { user } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!user) throw new Error('@CurrentUser() on a route without @RequirePermission');
  return user;
});
