import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Forbidden, Unauthenticated } from '../problem/problems.js';
import { permissionMetadata, publicMetadata } from './decorators.js';
import type { Permission } from './permissions.js';

type Target = Parameters<Reflector['get']>[1];

/** Lets a request through to a route whose permission its user has, or that is public; refuses every other. */
@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    // Events carry no user: their consumers are trusted code of this service.
    if (context.getType() !== 'http') return true;
    const targets = [context.getHandler(), context.getClass()];
    // The nearer decorator counts: one on the method over one on its class.
    const nearest = targets.find((target) => this.permissionOf(target) !== undefined || this.isPublic(target));
    const permission = nearest && this.permissionOf(nearest);
    if (nearest && permission === undefined) return true;
    const { user, authenticationError } = context.switchToHttp().getRequest<FastifyRequest>();
    if (!user) throw authenticationError ?? new Unauthenticated('missing');
    if (!permission || !user.permissions.has(permission)) throw new Forbidden(permission ?? 'none');
    return true;
  }

  private permissionOf(target: Target): Permission | undefined {
    return this.reflector.get<Permission | undefined>(permissionMetadata, target);
  }

  private isPublic(target: Target): boolean {
    return this.reflector.get<boolean | undefined>(publicMetadata, target) === true;
  }
}
