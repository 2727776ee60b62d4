import { createHmac } from 'node:crypto';
import request from 'supertest';
import { v7 as newId } from 'uuid';
import type { DeskApp } from './desk-app.js';

/** Secrets of the channels in tests, the old and the new one. */
export const oldSecret = Buffer.alloc(32, 1);
export const newSecret = Buffer.alloc(32, 2);
export const whsec = (...secrets: Buffer[]): string =>
  secrets.map((secret) => `whsec_${secret.toString('base64')}`).join(' ');

interface Signing {
  secret?: Buffer;
  id?: string;
  /** Seconds since 1970. */
  at?: number;
}

/** The headers of Standard Webhooks. */
export function signed(body: string | Buffer, wish: Signing = {}): Record<string, string> {
  const { secret = newSecret, id = `msg_${newId()}`, at = Math.floor(Date.now() / 1000) } = wish;
  const signature = createHmac('sha256', secret).update(`${id}.${at}.`).update(body).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` };
}

/** Delivers a message of a channel, signed unless the headers say otherwise. */
export function deliver(app: DeskApp, channel: string, body: object, wish: Signing = {}): request.Test {
  const text = JSON.stringify(body);
  return request(app.url)
    .post(`/service-desk/v1/inbound/${channel}`)
    .set({ 'content-type': 'application/json', ...signed(text, wish) })
    .send(text);
}

export interface MailWish {
  id?: string | null;
  from?: string;
  subject?: string;
  text?: string;
  headers?: Record<string, string>;
}

/** A mail as bytes. `id` null: without a Message-ID. */
export function aMail(wish: MailWish = {}): Buffer {
  const { id = `${newId()}@example.com`, from = 'zhang@example.com', subject = '水泵漏油', headers = {} } = wish;
  const lines = {
    From: from,
    To: 'service@example.com',
    Subject: `=?UTF-8?B?${Buffer.from(subject).toString('base64')}?=`,
    ...(id === null ? {} : { 'Message-ID': `<${id}>` }),
    'Content-Type': 'text/plain; charset=utf-8',
    ...headers,
  };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${head.join('')}\r\n${wish.text ?? '水泵安装第二天开始漏油，地上都是油。'}\r\n`);
}

/** Posts a mail as the gateway does, with a token. */
export async function gateway(app: DeskApp): Promise<(mail: Buffer) => request.Test> {
  const { authorization } = await app.tokens.bearer({ sub: 'mail-gateway', roles: ['integration'] });
  return (mail) => postMail(app, mail, { authorization: authorization! });
}

export const postMail = (app: DeskApp, mail: Buffer, headers: Record<string, string>): request.Test =>
  request(app.url)
    .post('/service-desk/v1/inbound/email')
    .set({ 'content-type': 'message/rfc822', ...headers })
    .send(mail);
