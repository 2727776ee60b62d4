import { anIntake, type IntakeBody } from '@crm/testing';
import { expect } from '@jest/globals';
import request from 'supertest';
import type { DeskApp } from './desk-app.js';

/** Somebody who calls the service over HTTP. */
export class Caller {
  private constructor(
    private readonly url: string,
    private readonly authorization: string | undefined,
  ) {}

  static async of(app: DeskApp, sub: string, role: string, department?: string): Promise<Caller> {
    const { authorization } = await app.tokens.bearer({ sub, roles: [role], department });
    return new Caller(app.url, authorization);
  }

  static nobody(app: DeskApp): Caller {
    return new Caller(app.url, undefined);
  }

  get(path: string): request.Test {
    return this.as(request(this.url).get(`/service-desk/v1${path}`));
  }

  post(path: string, body?: object, headers: Record<string, string> = {}): request.Test {
    return this.as(request(this.url).post(`/service-desk/v1${path}`).set(headers)).send(body);
  }

  put(path: string, body: object, headers: Record<string, string> = {}): request.Test {
    return this.as(request(this.url).put(`/service-desk/v1${path}`).set(headers)).send(body);
  }

  delete(path: string): request.Test {
    return this.as(request(this.url).delete(`/service-desk/v1${path}`));
  }

  /** The body of a success. */
  async read<Body = Record<string, never>>(path: string): Promise<Body> {
    const { status, body } = await this.get(path);
    expect({ path, status, body: status === 200 ? {} : (body as object) }).toEqual({ path, status: 200, body: {} });
    return body as Body;
  }

  /** Does something that must succeed. */
  async do<Body = Record<string, never>>(path: string, body?: object, status = 200): Promise<Body> {
    const response = await this.post(path, body);
    const got = response.status === status ? {} : (response.body as object);
    expect({ path, status: response.status, body: got }).toEqual({ path, status, body: {} });
    return response.body as Body;
  }

  /** Records a contact of now; returns its case. */
  async takeIn(wish: Partial<IntakeBody> & { severity?: string } = {}): Promise<string> {
    const intake = anIntake({ receivedAt: new Date().toISOString(), ...wish });
    return (await this.do<{ caseId: string }>('/intakes', intake, 201)).caseId;
  }

  private as(test: request.Test): request.Test {
    return this.authorization === undefined ? test : test.set('authorization', this.authorization);
  }
}

/** Type, and what else a test wants to see, of a problem. */
export const problemOf = async (
  test: request.Test,
): Promise<{ status: number; type: string } & Record<string, unknown>> => {
  const { status, body } = (await test) as { status: number; body: Record<string, unknown> };
  return { ...body, status, type: String(body['type']).replace('urn:problem:', '') };
};
