import type { EventDraft } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import type { Person } from '../cases/case.js';
import { CasesService, type OpenCase, type ServiceCase } from '../cases/cases.service.js';
import type { NewIntake } from '../intakes/intakes.service.js';
import { KindChanges } from '../kinds/kind-changes.service.js';
import { RecusalsService } from '../recusals/recusals.service.js';
import { OwnersService } from '../routing/owners.service.js';
import { languageOf } from '../routing/rules/language.js';
import { type Caller, CallersService } from './callers.service.js';
import { isRival } from './rules/recognition.js';

/** What a contact does to its case: it opens the case, or tells it more. */
@Injectable()
export class ArrivalsService {
  constructor(
    private readonly callers: CallersService,
    private readonly cases: CasesService,
    private readonly owners: OwnersService,
    private readonly kinds: KindChanges,
    private readonly recusals: RecusalsService,
  ) {}

  /** @param sole false when another open case of the same matter stands beside it */
  async open(
    tx: Tx,
    intake: Opening,
    { customerId, contactKey }: Pick<Caller, 'customerId' | 'contactKey'>,
    sole: boolean,
    user: User,
    now: Date,
  ): Promise<ServiceCase> {
    const { severity, orderId, productId, receivedAt } = intake;
    const kind = intake.kind ?? 'enquiry';
    const complainedOf = intake.complainedOf === null ? [] : [intake.complainedOf];
    const level = customerId === null ? null : await this.callers.levelOf(tx, customerId);
    const about = { ...wordsOf(intake), kind, level, productId, customerId };
    const owner = await this.owners.choose(tx, { about, barred: complainedOf, recordedBy: user }, now);
    return this.cases.open(
      tx,
      {
        customerId,
        contactKey: customerId === null ? contactKey : null,
        level,
        kind,
        kindTold: intake.kind !== null,
        severity,
        orderId,
        productId,
        complainedOf,
        openedAt: receivedAt,
        followUp: null,
        sole,
      },
      owner,
      personOf(user, owner),
      now,
    );
  }

  /**
   * What the contact tells in addition goes to the case: whom it is about, and the kind, order or product, unless the case
   * is somebody else's, whose other cases nobody holds the lock on.
   */
  async attach(
    tx: Tx,
    kase: ServiceCase,
    intake: NewIntake,
    caller: Caller,
    sameMatter: OpenCase[],
    user: User,
    now: Date,
  ): Promise<ServiceCase> {
    if (kase.state === 'waiting_customer') await this.cases.resume(tx, kase, null, now);
    const by = personOf(user, kase.owner);
    const changed = kase.isOf(caller) ? kase.learnKind(intake.kind, by, now) : null;
    if (kase.isOf(caller)) kase.learn(intake);
    const others = changed ? await this.cases.openOfMatter(tx, caller, kase) : sameMatter;
    if (others.some((other) => other.id !== kase.id && other.sole && isRival(kase, other))) kase.sole = false;
    if (changed) await this.changeKind(tx, kase, changed, intake, by, now);
    await this.hearOf(tx, kase, intake, user, now);
    return kase;
  }

  /** A contact told another kind. Saves the locked case. */
  changeKind(tx: Tx, kase: ServiceCase, changed: EventDraft, intake: Heard, by: Person, now: Date): Promise<void> {
    const { complainedOf } = intake;
    return this.kinds.follow(tx, kase, [changed], by, now, { ...wordsOf(intake), complainedOf });
  }

  /** Whom the contact is about has no hand in the case any more. Saves the locked case. */
  hearOf(tx: Tx, kase: ServiceCase, intake: Heard, user: User, now: Date): Promise<void> {
    const named = intake.complainedOf === null ? [] : [intake.complainedOf];
    return this.recusals.hear(tx, kase, named, user, now, wordsOf(intake));
  }
}

type Words = 'subject' | 'text' | 'region';

/** What of a contact counts for who may answer for its case. */
type Heard = Pick<Opening, 'complainedOf' | Words>;

/** What of a contact makes a case; its words help to find somebody who speaks the language, where they are at hand. */
export type Opening = Pick<NewIntake, 'kind' | 'severity' | 'orderId' | 'productId' | 'complainedOf' | 'receivedAt'> &
  Partial<Pick<NewIntake, Words>>;

const wordsOf = ({ subject, text, region }: Pick<Opening, Words>) => ({
  region: region ?? null,
  language: text === undefined ? null : languageOf(`${subject}\n${text}`),
});

export const personOf = (user: User, owner: Person): Person => ({
  employeeId: user.id,
  department: user.department ?? owner.department,
});
