import { FieldCipher } from '@crm/persistence';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { CaseFilesService } from '../src/cases/case-files.service.js';
import { CustomerLinksService, type LinkWish } from '../src/customer-links/customer-links.service.js';
import { MergesService } from '../src/endings/merges.service.js';
import { MovesService } from '../src/moves/moves.service.js';
import { type DeskApp, startDesk } from './desk-app.js';
import { FollowUpsService } from '../src/reception/follow-ups.service.js';
import { DeskSteps, E1 } from './desk-steps.js';

let app: DeskApp;
let desk: DeskSteps;
beforeAll(async () => {
  app = await startDesk({ role: 'http' });
  desk = new DeskSteps(app);
});
afterAll(() => app.close());
beforeEach(() => desk.empty());

const phone = '+8613800001390';
const words = { subject: '水泵漏油', text: '安装第二天开始漏油', contact: { type: 'phone' as const, value: phone } };
const written = ['水泵漏油', '安装第二天开始漏油', phone];

const known = async (mergedInto: string | null = null): Promise<string> => {
  const customerId = newId();
  await app.database.query(
    `INSERT INTO customer_card (customer_id, version, kind, status, owner_department, contactable, merged_into)
     VALUES ($1, 1, 'person', 'active', 'service', '[]', $2)`,
    [customerId, mergedInto],
  );
  return customerId;
};
const attach = (caseId: string, intakeId: string) =>
  desk.run((tx) => desk.the(MovesService).attach(tx, caseId, intakeId, E1, new Date()));
const detach = (caseId: string, intakeId: string) =>
  desk.run((tx) => desk.the(MovesService).detach(tx, caseId, intakeId, E1, new Date()));
const merge = (id: string, into: string) =>
  desk.run((tx) => desk.the(MergesService).merge(tx, id, into, E1, new Date()));
const link = (id: string, customerId: string, correction: LinkWish['correction'] = null) =>
  desk.run((tx) => desk.the(CustomerLinksService).link(tx, id, { customerId, correction }, E1, new Date()));
const erase = (customerId: string) => desk.run((tx) => desk.the(FieldCipher).destroySubject(tx, customerId));

/** What of a contact can still be read. */
const readable = (caseId: string, intakeId: string): Promise<(string | null)[]> =>
  desk.run(async (tx) => {
    const all = await desk.the(CaseFilesService).intakesOf(tx, caseId);
    return all
      .filter(({ id }) => id === intakeId)
      .flatMap(({ subject, words, contactValue }) => [subject, words, contactValue]);
  });

/** A case of nobody known with two contacts, the second of which has words to keep. */
async function strangers(): Promise<{ id: string; intakeId: string }> {
  const id = await desk.open({ contact: words.contact, orderId: 'SO-1' });
  const { id: intakeId, caseId } = await desk.receive({ ...words, orderId: 'SO-1' });
  expect(caseId).toBe(id);
  return { id, intakeId };
}

describe('the words of a contact of nobody known that goes to another case', () => {
  it('are kept when its former case gets its customer', async () => {
    const { id, intakeId } = await strangers();
    const { caseId } = await detach(id, intakeId);
    await link(id, await known());
    expect(await readable(caseId, intakeId)).toEqual(written);
  });

  it('are kept when it comes back from a case of its own, whoever is known meanwhile', async () => {
    for (const isKnown of [false, true]) {
      const customerId = isKnown ? await known() : null;
      const { id, intakeId } = await strangers();
      const { caseId } = await detach(id, intakeId);
      if (customerId) await link(id, customerId);
      expect(await attach(id, intakeId)).toMatchObject({ caseId: id, fromCaseId: caseId });
      expect(await readable(id, intakeId)).toEqual(written);
      if (customerId) await erase(customerId);
      expect(await readable(id, intakeId)).toEqual(customerId ? [null, null, null] : written);
      await desk.empty();
    }
  });

  it('are kept when its former case is merged into one of a customer', async () => {
    const { id, intakeId } = await strangers();
    const { caseId } = await detach(id, intakeId);
    await merge(id, await desk.open({ customerId: await known() }));
    expect(await readable(caseId, intakeId)).toEqual(written);
  });

  it('are those of the customer to whose case it goes, and go back with it', async () => {
    const { id, intakeId } = await strangers();
    const [customerId, finallyFound] = [await known(), await known()];
    const mine = await desk.open({ customerId });
    await attach(mine, intakeId);
    expect(await readable(mine, intakeId)).toEqual(written);
    await attach(id, intakeId);
    await erase(customerId);
    expect(await readable(id, intakeId)).toEqual(written);
    await link(id, finallyFound);
    await erase(finallyFound);
    expect(await readable(id, intakeId)).toEqual([null, null, null]);
  });

  it('are covered by the key of the customer to whose case it went', async () => {
    const { intakeId } = await strangers();
    const customerId = await known();
    const mine = await desk.open({ customerId });
    await attach(mine, intakeId);
    await erase(customerId);
    expect(await readable(mine, intakeId)).toEqual([null, null, null]);
  });

  it('are kept also where it was moved before words went with it', async () => {
    const { id, intakeId } = await strangers();
    const { caseId } = await detach(id, intakeId);
    // As it was then: the words are still sealed under the key of the case that it left.
    const { words: sealed } = await desk.run(async (tx) => ({
      words: await desk.the(FieldCipher).seal(tx, id, { table: 'intake', column: 'words', row: intakeId }, words.text),
    }));
    await app.database.query('UPDATE intake SET words = $2 WHERE id = $1', [intakeId, sealed]);
    await link(id, await known());
    expect(await readable(caseId, intakeId)).toEqual(written);
  });

  it('do not stay behind: the database refuses it', async () => {
    const { id, intakeId } = await strangers();
    const other = await desk.open();
    await expect(app.database.query('UPDATE intake SET case_id = $2 WHERE id = $1', [intakeId, other])).rejects.toThrow(
      'intake_takes_its_words',
    );
    expect(await readable(id, intakeId)).toEqual(written);
  });
});

describe('a contact that gets a case of its own', () => {
  it('is of whom its case was, if it names nobody', async () => {
    const { id, intakeId } = await strangers();
    const customerId = await known();
    await link(id, customerId);
    const { caseId } = await detach(id, intakeId);
    expect(await desk.caseOf(caseId)).toMatchObject({ customerId, contactKey: null });
    await erase(customerId);
    expect(await readable(caseId, intakeId)).toEqual([null, null, null]);
  });

  it('is of whom somebody corrected that to', async () => {
    const [wrong, right] = [await known(), await known()];
    const id = await desk.open({ customerId: wrong, orderId: 'SO-1' });
    const { id: intakeId } = await desk.receive({ ...words, customerId: wrong, orderId: 'SO-1' });
    await link(id, right, { insteadOf: wrong, reason: '同名' });
    const { caseId } = await detach(id, intakeId);
    expect(await desk.caseOf(caseId)).toMatchObject({ customerId: right });
  });
});

describe('a contact of one customer', () => {
  it('does not get into a case of another one, nor tells that its order', async () => {
    const [mine, theirs] = [await known(), await known()];
    const from = await desk.open({ customerId: mine, orderId: 'SO-1' });
    const { id: intakeId } = await desk.receive({ customerId: mine, orderId: 'SO-1' });
    const to = await desk.open({ customerId: theirs });
    await expect(attach(to, intakeId)).rejects.toThrow('other-customer');
    expect(await desk.caseOf(to)).toMatchObject({ orderId: null });
    // Another id of the same customer is no other customer.
    const same = await desk.open({ customerId: await known(mine) });
    expect(await attach(same, intakeId)).toMatchObject({ caseId: same, fromCaseId: from });
  });

  it('that names nobody is of whom its case is', async () => {
    const { id, intakeId } = await strangers();
    await link(id, await known());
    await expect(attach(await desk.open({ customerId: await known() }), intakeId)).rejects.toThrow('other-customer');
  });
});

describe('whom and what a case is about', () => {
  it('stays where a case that was merged into it says so too', async () => {
    const customerId = await known();
    const merged = await desk.open({ customerId, productId: 'P-1', complainedOf: 'E9' });
    const id = await desk.open({ customerId, orderId: 'SO-1' });
    const { id: second } = await desk.receive({ customerId, orderId: 'SO-1', productId: 'P-1', complainedOf: 'E9' });
    await merge(merged, id);
    await detach(id, second);
    expect(await desk.caseOf(id)).toMatchObject({ orderId: 'SO-1', productId: 'P-1', complainedOf: ['E9'] });
  });

  it('stays where the case that a follow-up is about says so too', async () => {
    const customerId = await known();
    const earlier = await desk.open({ customerId, complainedOf: 'E9' });
    const request = {
      followUpId: newId(),
      customerId,
      caseId: earlier,
      responseId: newId(),
      reason: 'detractor',
      score: 3,
    };
    await desk.run((tx) => desk.the(FollowUpsService).open(tx, request as never, new Date(), new Date()));
    const [followUp] = await app.database.query<{ id: string }[]>(
      'SELECT id FROM service_case WHERE follow_up_id = $1',
      [request.followUpId],
    );
    const { id } = followUp!;
    const from = await desk.open({ customerId, orderId: 'SO-1' });
    const { id: second } = await desk.receive({ customerId, orderId: 'SO-1', complainedOf: 'E9' });
    expect(from).not.toBe(id);
    await attach(id, second);
    await detach(id, second);
    expect(await desk.caseOf(id)).toMatchObject({ complainedOf: ['E9'] });
  });
});
