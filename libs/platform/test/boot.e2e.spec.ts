import { Controller, Get, Module, Post } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runMigrations } from '@crm/persistence';
import { makeSurroundings, type Surroundings, TcpProxy, waitFor } from '@crm/testing';
import request from 'supertest';
import { Public, RequirePermission } from '../src/auth/index.js';
import { defineService, type ServiceDescription } from '../src/bootstrap/index.js';
import { createApp, startApp } from '../src/bootstrap/create-app.js';
import { databaseOf } from '../src/bootstrap/root.module.js';
import { readConfig } from '../src/config/index.js';
import { startTasksApp } from './tasks-app.js';
import { tasksService } from './tasks-service.js';

@Controller('forgotten')
class ForgottenController {
  @Get()
  @Public()
  decided(): void {}
  @Get(':id/notes')
  undecided(): void {}
  @Post('more')
  alsoUndecided(): void {}
  helper(): void {}
}

@Controller('whole')
@RequirePermission('case:read')
class WholeController {
  @Get()
  list(): object {
    return { ok: true };
  }
  @Get('open')
  @Public()
  open(): object {
    return { ok: true };
  }
  @Get('stricter')
  @RequirePermission('case:write')
  stricter(): object {
    return { ok: true };
  }
}

@Module({ controllers: [ForgottenController] })
class ForgottenModule {}
@Module({ controllers: [WholeController] })
class WholeModule {}

const serviceWith = (module: new () => object): ServiceDescription => defineService({ ...tasksService, module });

describe('a service with a route that says nothing of who may call it', () => {
  it('does not start, and names every such route', async () => {
    await expect(startTasksApp({ service: serviceWith(ForgottenModule) })).rejects.toThrow(
      'GET /forgotten/:id/notes (ForgottenController.undecided) has neither @RequirePermission nor @Public().\n' +
        'POST /forgotten/more (ForgottenController.alsoUndecided) has neither @RequirePermission nor @Public().',
    );
  });
});

describe('a permission on the controller', () => {
  it('holds for all its routes but those that decide for themselves', async () => {
    const app = await startTasksApp({ service: serviceWith(WholeModule) });
    try {
      const get = (path: string, header = {}): request.Test =>
        request(app.url).get(`/tasks-test/v1/whole${path}`).set(header);
      const analyst = await app.tokens.bearer({ roles: ['analyst'] });
      expect([(await get('')).status, (await get('', analyst)).status]).toEqual([401, 200]);
      expect((await get('/open')).status).toBe(200);
      expect([(await get('/stricter', analyst)).status, (await get('/stricter', app.agent)).status]).toEqual([
        403, 200,
      ]);
      const { paths } = (await request(app.url).get('/tasks-test/openapi.json')).body;
      const permissionOf = (path: string): unknown => paths[`/tasks-test/v1/whole${path}`].get['x-permission'];
      expect([permissionOf(''), permissionOf('/open'), permissionOf('/stricter')]).toEqual([
        'case:read',
        undefined,
        'case:write',
      ]);
      expect(paths['/tasks-test/v1/whole/open'].get.security).toEqual([]);
    } finally {
      await app.close();
    }
  });
});

describe('readiness', () => {
  let place: Surroundings;
  beforeAll(async () => {
    place = await makeSurroundings();
  });
  afterAll(() => place.remove());

  const configFor = (env: Record<string, string>) => {
    const { options } = place;
    return readConfig(tasksService.config, {
      HOST: '127.0.0.1',
      PORT: '0',
      DATABASE_URL: options.databaseUrl,
      EVENT_LOG_URL: options.eventLogUrl,
      OIDC_ISSUER: options.oidc.issuer,
      OIDC_JWKS_URL: options.oidc.jwksUrl,
      MASTER_KEY_FILE: options.masterKeyFile,
      CONTACT_KEY_FILE: options.contactKeyFile,
      LOG_LEVEL: 'silent',
      ...env,
    });
  };

  it('waits for the migrations, which no booting service runs by itself', async () => {
    const config = configFor({ ROLE: 'http' });
    await runMigrations({ ...databaseOf(tasksService, config), migrations: [] });
    const app = await createApp(tasksService, config);
    try {
      const url = await startApp(app, config);
      const before = await request(url).get('/readyz');
      expect([before.status, before.body]).toEqual([
        503,
        { status: 'unready', database: 'migrations_pending', events: 'none' },
      ]);
      expect((await request(url).get('/livez')).status).toBe(200);
      await runMigrations(databaseOf(tasksService, config));
      const after = await request(url).get('/readyz');
      expect([after.status, after.body]).toEqual([200, { status: 'ready', database: 'ok', events: 'none' }]);
    } finally {
      await app.close();
    }
  });

  it('goes with the database, within seconds also when it is only silent, while the process stays alive', async () => {
    let proxy: TcpProxy | undefined;
    const app = await startTasksApp({
      async prepare(options) {
        const url = new URL(options.databaseUrl);
        proxy = await TcpProxy.to({ port: Number(url.port) });
        url.port = String(proxy.port);
        return { databaseUrl: url.href };
      },
    });
    try {
      const ready = async (): Promise<number> => (await request(app.url).get('/readyz')).status;
      expect(await ready()).toBe(200);
      proxy!.cut();
      expect(await ready()).toBe(503);
      expect((await request(app.url).get('/livez')).status).toBe(200);
      proxy!.restore();
      await waitFor(async () => (await ready()) === 200, { what: 'ready again' });
      proxy!.blackhole();
      const asked = performance.now();
      expect((await request(app.url).get('/readyz')).body.database).toBe('unreachable');
      expect(performance.now() - asked).toBeLessThan(5_000);
      proxy!.restore();
    } finally {
      await app.close();
      await proxy?.stop();
    }
  });

  it('does not depend on the broker', async () => {
    const app = await startTasksApp({ role: 'http', env: { TRANSPORT: 'kafka', KAFKA_BROKERS: '127.0.0.1:9' } });
    try {
      expect((await request(app.url).get('/readyz')).body).toEqual({ status: 'ready', database: 'ok', events: 'none' });
    } finally {
      await app.close();
    }
  });
});

describe('a worker', () => {
  it('answers for its health and metrics, and nothing else', async () => {
    const app = await startTasksApp({ role: 'worker' });
    try {
      const statusOf = async (path: string): Promise<number> =>
        (await request(app.url).get(path).set(app.agent)).status;
      expect(await Promise.all(['/livez', '/readyz', '/metrics'].map(statusOf))).toEqual([200, 200, 200]);
      const closed = [
        '/tasks-test/v1/tasks',
        '/tasks-test/v1/tasks/open',
        '/tasks-test/openapi.json',
        '/tasks-test/docs',
        '/x',
      ];
      expect(await Promise.all(closed.map(statusOf))).toEqual([404, 404, 404, 404, 404]);
      expect((await request(app.url).get('/readyz')).body.events).toBe('joined');
    } finally {
      await app.close();
    }
  });
});
