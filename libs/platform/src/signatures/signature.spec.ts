import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { newSecret, secretsFrom, signatureFault, signedHeaders } from './signature.js';

const now = new Date('2026-06-05T08:00:00Z');
const at = String(now.getTime() / 1000);
const [old, fresh] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const body = Buffer.from('{"text":"水泵漏油"}');
const sign = (secret: Buffer, id = 'msg_1', timestamp = at, content: Buffer = body): string =>
  `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(content).digest('base64')}`;
const headers = (wish: Record<string, unknown> = {}) => ({
  'webhook-id': 'msg_1',
  'webhook-timestamp': at,
  'webhook-signature': sign(fresh),
  ...wish,
});
const fault = (wish: Record<string, unknown>, secrets = [old, fresh]) =>
  signatureFault(headers(wish), body, secrets, now);

describe('a signed message', () => {
  it('is taken when it is signed with the old or the new secret, or with both', () => {
    expect(fault({})).toBeNull();
    expect(fault({ 'webhook-signature': sign(old) })).toBeNull();
    expect(fault({ 'webhook-signature': `v1a,xyz ${sign(Buffer.alloc(32, 9))} ${sign(old)}` })).toBeNull();
    expect(fault({ 'webhook-signature': sign(old) }, [fresh])).toBe('wrong');
  });

  it('as the standard’s own example', () => {
    const secrets = secretsFrom('X', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    const example = {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    };
    const then = new Date(1_614_265_330_000);
    expect(signatureFault(example, Buffer.from('{"test": 2432232314}'), secrets, then)).toBeNull();
  });

  it('is not taken when anything of it was changed', () => {
    expect(fault({ 'webhook-id': 'msg_2' })).toBe('wrong');
    expect(fault({ 'webhook-timestamp': String(Number(at) + 1) })).toBe('wrong');
    expect(signatureFault(headers(), Buffer.from('{"text":"别的"}'), [fresh], now)).toBe('wrong');
    for (const signature of ['v1,', 'v1', 'v2,abc', 'x', sign(fresh).slice(0, -4), `v1,${'A'.repeat(100_000)}`])
      expect(fault({ 'webhook-signature': signature })).toBe('wrong');
    expect(fault({}, [])).toBe('wrong');
  });

  it('is not taken five minutes later, nor earlier', () => {
    for (const [seconds, expected] of [
      [-300, null],
      [300, null],
      [-301, 'stale'],
      [301, 'stale'],
    ] as const) {
      const timestamp = String(Number(at) + seconds);
      const signature = sign(fresh, 'msg_1', timestamp);
      expect(fault({ 'webhook-timestamp': timestamp, 'webhook-signature': signature })).toBe(expected);
    }
  });

  it.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('needs %s, once', (name) => {
    expect(fault({ [name]: undefined })).toBe('missing');
    expect(fault({ [name]: ['a', 'b'] })).toBe('malformed');
  });

  it('has an id and a time that can be read', () => {
    expect(fault({ 'webhook-timestamp': 'now' })).toBe('malformed');
    expect(fault({ 'webhook-id': 'x'.repeat(201) })).toBe('malformed');
  });
});

describe('what we sign', () => {
  it('is as the standard’s own example', () => {
    const secrets = secretsFrom('X', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    const then = new Date(1_614_265_330_999);
    expect(signedHeaders('msg_p5jXN8AQM9LWM0D4loKWxJek', Buffer.from('{"test": 2432232314}'), secrets, then)).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('is taken by who knows any one of the secrets, which are new each time', () => {
    const secrets = [newSecret(), newSecret()].map((text) => secretsFrom('X', text)[0]!);
    const signed = signedHeaders('msg_1', body, secrets, now);
    for (const secret of secrets) expect(signatureFault(signed, body, [secret], now)).toBeNull();
    expect(signatureFault(signed, body, secretsFrom('X', newSecret()), now)).toBe('wrong');
  });
});

describe('the secrets of a sender', () => {
  const secret = `whsec_${old.toString('base64')}`;

  it('are one or two', () => {
    expect(secretsFrom('X', secret)).toEqual([old]);
    expect(secretsFrom('X', ` ${secret}  whsec_${fresh.toString('base64')} `)).toEqual([old, fresh]);
  });

  it.each(['', 'hunter2hunter2', 'whsec_', 'whsec_AAAA', `${secret} ${secret} ${secret}`])(
    'are refused without being repeated: %s',
    (text) => {
      expect(() => secretsFrom('INBOUND_SECRET_APP', text)).toThrow(
        /^INBOUND_SECRET_APP must be one or two of whsec_<base64/,
      );
    },
  );
});
