import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '@crm/testing';
import { v7 as newId } from 'uuid';
import { AnswersService } from '../src/answers/answers.service.js';
import { FollowUpsService } from '../src/follow-ups/follow-ups.service.js';
import { Invitation } from '../src/invitations/invitation.entity.js';
import { InvitationsService } from '../src/invitations/invitations.service.js';
import { surveyTokenHash } from '../src/invitations/survey-token.js';
import { Response } from '../src/responses/response.entity.js';
import { ScoresService } from '../src/scores/scores.service.js';
import {
  card,
  caseClosed,
  type FeedbackApp,
  followUpCaseOpened,
  invite,
  messageNews,
  startFeedback,
} from './feedback-app.js';

const bad = { nps: 3, csat: 2, comment: '等了三天', language: 'zh' as const };

let app: FeedbackApp;
beforeAll(async () => {
  app = await startFeedback();
});
afterAll(() => app.close());

const invitationOf = (caseId: string): Promise<Invitation | null> =>
  app.database.manager.findOneBy(Invitation, { caseId });
const submit = (token: string, answer = bad, now = new Date()) =>
  app.transactions.run((tx) => app.app.get(AnswersService).submit(tx, token, answer, now));

describe('an invitation', () => {
  it('is made once, however often the news of the closing is delivered or published', async () => {
    const closing = caseClosed();
    const { id } = await app.probe.publish(closing);
    await app.probe.publish(closing, { id });
    await app.probe.publish(closing);
    await app.allRead();
    expect(await app.database.manager.countBy(Invitation, { caseId: closing.aggregateId })).toBe(1);
    await app.probe.waitFor('message.requested', (event) => event.customerId === closing.customerId);
    const messages = (await app.probe.all('message.requested')).filter(
      (event) => event.customerId === closing.customerId,
    );
    expect(messages).toHaveLength(1);
  });

  it('is made once by ten replicas at the same moment', async () => {
    const about = { customerId: newId(), caseId: newId(), cycle: 1 };
    const invitations = app.app.get(InvitationsService);
    await Promise.all(
      Array.from({ length: 10 }, () => app.transactions.run((tx) => invitations.invite(tx, about, new Date()))),
    );
    expect(await app.database.manager.countBy(Invitation, { caseId: about.caseId })).toBe(1);
    const rows = await app.database.query<unknown[]>(`SELECT 1 FROM outbox WHERE key = $1`, [about.customerId]);
    expect(rows).toHaveLength(1);
  });

  it('is made again for the next closing of the same case', async () => {
    const { caseId, customerId } = await invite(app);
    const second = await invite(app, { caseId, customerId, cycle: 2 });
    expect(second.caseId).toBe(caseId);
    expect(await app.database.manager.countBy(Invitation, { caseId })).toBe(2);
  });

  it('is not made for a case without a customer, nor for one that was closed more than 30 days ago', async () => {
    const nobody = caseClosed({ customerId: null });
    const imported = caseClosed({ time: new Date(Date.now() - 31 * 86_400_000) });
    await app.probe.publish(nobody);
    await app.probe.publish(imported);
    await app.allRead();
    expect(await invitationOf(nobody.aggregateId)).toBeNull();
    expect(await invitationOf(imported.aggregateId)).toBeNull();
  });

  it('keeps of its token only the hash', async () => {
    const { caseId, token } = await invite(app);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    const [row] = await app.database.query<{ text: string }[]>(
      'SELECT to_jsonb(i)::text AS text FROM invitation i WHERE case_id = $1',
      [caseId],
    );
    expect(row!.text).not.toContain(token);
    expect(row!.text).toContain(surveyTokenHash(token));
  });

  it('is suppressed where the card allows no survey, also on the card of the survivor', async () => {
    const [survivor, retired] = [newId(), newId()];
    await app.probe.publish(card(survivor, { contactable: false }));
    await app.probe.publish(card(retired, { mergedInto: survivor }));
    await app.allRead();
    const closing = caseClosed({ customerId: retired });
    await app.probe.publish(closing);
    const event = await app.probe.waitFor('invitation.suppressed', ({ data }) => data.caseId === closing.aggregateId);
    expect(event.data).toMatchObject({ customerId: retired, reason: 'not_contactable' });
    expect(await invitationOf(closing.aggregateId)).toMatchObject({ state: 'suppressed', tokenHash: null, version: 2 });
  });

  it('follows what customer-master made of the message', async () => {
    const [sent, suppressed, bounced] = [await invite(app), await invite(app), await invite(app)];
    await app.probe.publish(messageNews('sent', sent));
    await app.probe.publish(messageNews('sent', sent));
    await app.probe.publish(messageNews('suppressed', suppressed));
    await app.probe.publish(messageNews('sent', bounced));
    await app.probe.publish(messageNews('bounced', bounced));
    await app.allRead();
    expect(await invitationOf(sent.caseId)).toMatchObject({ state: 'sent', version: 3 });
    expect(await invitationOf(suppressed.caseId)).toMatchObject({
      state: 'suppressed',
      suppressionReason: 'message_suppressed',
    });
    expect(await invitationOf(bounced.caseId)).toMatchObject({ state: 'bounced' });
    await app.probe.waitFor('invitation.suppressed', ({ data }) => data.caseId === suppressed.caseId);
    await app.probe.waitFor('invitation.sent', ({ data }) => data.caseId === bounced.caseId);
    const told = (await app.probe.all('invitation.sent')).filter(({ data }) => data.caseId === sent.caseId);
    expect(told).toHaveLength(1);
  });

  it('is not touched by news of a message that another service asked for', async () => {
    const { caseId, ...message } = await invite(app);
    await app.probe.publish(messageNews('bounced', message, 'loyalty'));
    await app.allRead();
    expect(await invitationOf(caseId)).toMatchObject({ state: 'requested' });
  });

  it('expires by its timer', async () => {
    const { caseId, token } = await invite(app);
    const { id } = (await invitationOf(caseId))!;
    await app.database.query(
      `UPDATE invitation SET planned_at = planned_at - interval '15 days', requested_at = requested_at - interval '15 days',
         valid_until = valid_until - interval '15 days' WHERE id = $1`,
      [id],
    );
    await app.database.query(
      `UPDATE timer SET due_at = due_at - interval '15 days', next_try_at = now() WHERE aggregate_id = $1`,
      [id],
    );
    await waitFor(async () => (await invitationOf(caseId))!.state === 'expired');
    await expect(submit(token)).rejects.toMatchObject({ type: 'survey-link-expired' });
  });

  it('cannot be answered any more at the moment its time is over, timer or not', async () => {
    const { caseId, token } = await invite(app);
    const { validUntil } = (await invitationOf(caseId))!;
    await expect(submit(token, bad, validUntil!)).rejects.toMatchObject({ type: 'survey-link-expired' });
    await expect(submit(token, bad, new Date(validUntil!.getTime() - 1))).resolves.toMatchObject({ nps: 3 });
  });
});

describe('an answer', () => {
  it('never changes, except that its words can be taken away', async () => {
    const { token, caseId } = await invite(app);
    await submit(token);
    const change = (sql: string) => app.database.query(sql, [caseId]);
    await expect(change('UPDATE response SET nps = 10 WHERE case_id = $1')).rejects.toThrow('an answer never changes');
    await expect(change(`UPDATE response SET comment = 'x' WHERE case_id = $1`)).rejects.toThrow(
      'an answer never changes',
    );
    await expect(change('UPDATE response SET comment = NULL, nps = 9 WHERE case_id = $1')).rejects.toThrow(
      'never changes',
    );
    await expect(change('DELETE FROM response WHERE case_id = $1')).rejects.toThrow('an answer never changes');
    await expect(app.database.query('TRUNCATE response CASCADE')).rejects.toThrow('an answer never changes');
    await change('UPDATE response SET comment = NULL WHERE case_id = $1');
    expect(await app.database.manager.findOneBy(Response, { caseId })).toMatchObject({
      nps: 3,
      csat: 2,
      comment: null,
    });
  });

  it('keeps its words sealed', async () => {
    const { token, caseId } = await invite(app);
    await submit(token);
    const { comment } = (await app.database.manager.findOneBy(Response, { caseId }))!;
    expect(comment).toMatch(/^v1\./);
    expect(comment).not.toContain('等了');
    const payloads = await app.database.query<{ payload: string }[]>('SELECT payload FROM outbox');
    expect(payloads.some(({ payload }) => payload.includes('等了'))).toBe(false);
  });

  it('is taken once of many at the same moment, with one follow-up; the same answer is told the same', async () => {
    const { token, caseId } = await invite(app);
    const submits: ReturnType<typeof submit>[] = [];
    // Held back until all of them have come as far as they can, so that they meet for certain.
    await app.transactions.run(async (tx) => {
      await tx.query('SELECT 1 FROM invitation WHERE case_id = $1 FOR UPDATE', [caseId]);
      for (let index = 0; index < 6; index++) submits.push(submit(token));
      await waitFor(
        async () => {
          const [row] = await app.database.query<{ n: number }[]>(
            `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
          );
          return row!.n === submits.length;
        },
        { what: 'all submits to wait for the row' },
      );
    });
    const receipts = await Promise.all(submits);
    expect(new Set(receipts.map(({ answeredAt }) => answeredAt.getTime())).size).toBe(1);
    expect(await app.database.manager.countBy(Response, { caseId })).toBe(1);
    const [followUps] = await app.database.query<{ n: number }[]>(
      'SELECT count(*)::int AS n FROM follow_up WHERE case_id = $1',
      [caseId],
    );
    expect(followUps!.n).toBe(1);
  });

  it('has one follow-up by the database, whatever the code does', async () => {
    const { token, caseId, customerId } = await invite(app);
    await submit(token);
    const { id: responseId } = (await app.database.manager.findOneBy(Response, { caseId }))!;
    const again = app.transactions.run((tx) =>
      app.app
        .get(FollowUpsService)
        .request(tx, { responseId, customerId, caseId }, { reason: 'detractor', score: 3 }, new Date()),
    );
    await expect(again).rejects.toThrow('follow_up_once_per_response');
  });
});

describe('a month', () => {
  it('begins at midnight of the business time zone, and a period ends before its end', async () => {
    const score = (from: string, to: string) =>
      app.transactions.run((tx) =>
        app.app
          .get(ScoresService)
          .score(tx, 'nps', { by: 'month', from: new Date(from), to: new Date(to), department: null }),
      );
    for (const at of ['2024-01-31T15:59:59Z', '2024-01-31T16:00:00Z']) {
      const { token } = await invite(app);
      await submit(token, { ...bad, comment: at }, new Date(at));
    }
    const both = await score('2024-01-01T00:00:00Z', '2024-02-28T00:00:00Z');
    expect(both.groups.map(({ key, n }) => [key, n])).toEqual([
      ['2024-01', 1],
      ['2024-02', 1],
    ]);
    expect(await score('2024-01-01T00:00:00Z', '2024-01-31T16:00:00Z')).toMatchObject({ n: 1 });
    expect(await score('2024-01-31T16:00:00Z', '2024-02-28T00:00:00Z')).toMatchObject({ n: 1 });
  });
});

describe('a follow-up', () => {
  const stateOf = async (id: string): Promise<unknown> => {
    const [row] = await app.database.query<{ state: string; case_id: string }[]>(
      'SELECT state, follow_up_case_id FROM follow_up WHERE id = $1',
      [id],
    );
    return row;
  };

  it.each([
    ['satisfied', 'recovered'],
    ['unconfirmed', 'not_recovered'],
  ] as const)('whose case ends %s is %s, and that ending sends no further invitation', async (outcome, state) => {
    const { token, caseId, customerId } = await invite(app);
    await submit(token);
    const request = await app.probe.waitFor('followup.requested', ({ data }) => data.caseId === caseId);
    expect(request.data).toMatchObject({ customerId, reason: 'detractor', score: 3 });
    const { followUpId } = request.data;
    const followUpCaseId = newId();
    await app.probe.publish(followUpCaseOpened(customerId, followUpId, followUpCaseId));
    await app.allRead();
    expect(await stateOf(followUpId)).toEqual({ state: 'case_opened', follow_up_case_id: followUpCaseId });
    await app.probe.publish(caseClosed({ customerId, caseId: followUpCaseId, outcome }));
    await app.allRead();
    expect(await stateOf(followUpId)).toMatchObject({ state });
    expect(await invitationOf(followUpCaseId)).toBeNull();
  });
});
