import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { CasesService, type ServiceCase } from '../cases/cases.service.js';
import { type Decision, IntakesService, type NewIntake, type Suggestion } from '../intakes/intakes.service.js';
import { ArrivalsService, personOf } from './arrivals.service.js';
import { type Caller, CallersService } from './callers.service.js';
import { IntakeDiffers } from './reception.errors.js';
import { type Recognised, RecognitionService } from './recognition.service.js';
import { isSole, suggestionOf } from './rules/recognition.js';

const mostSuggestions = 10;

/** A case that the message itself points to: it answers a message of the case, or names its number. */
export interface Thread {
  caseId: string;
  reason: 'answers_message' | 'names_case';
  /** False: it is only suggested, since anybody may name a number. */
  joins: boolean;
}

/** Takes in every contact, and sees to it that one complaint is one case, however often and wherever it is made. */
@Injectable()
export class ReceptionService {
  constructor(
    private readonly intakes: IntakesService,
    private readonly recognition: RecognitionService,
    private readonly callers: CallersService,
    private readonly cases: CasesService,
    private readonly arrivals: ArrivalsService,
  ) {}

  /** Records a contact once: the same message again gets the same answer. */
  async receive(
    tx: Tx,
    intake: NewIntake,
    user: User,
    now: Date,
    thread: Thread | null = null,
  ): Promise<{ decision: Decision; isNew: boolean }> {
    await this.waitForOthers(tx, [`intake:${intake.channel}:${intake.externalId}`]);
    const known = await this.intakes.decidedOn(tx, intake);
    if (known && !known.isSame) throw new IntakeDiffers(known.decision.id);
    if (known) return { decision: known.decision, isNew: false };

    const caller = await this.callers.identify(tx, intake);
    await this.waitForOthers(tx, caller.names);
    const recognised = await this.recognition.recognise(tx, intake, caller);
    const match = await this.lockMatch(tx, recognised, thread);
    const kase = match
      ? await this.arrivals.attach(tx, match, intake, caller, recognised.sameMatter, user, now)
      : await this.arrivals.open(tx, intake, caller, isSole(intake, recognised.sameMatter), user, now);
    const suggestions = suggest(kase, intake, recognised, thread);
    const isLikelyAnother = suggestions.some(({ reasons }) => reasons.some((reason) => telling.includes(reason)));
    const outcome = match ? 'attached' : isLikelyAnother ? 'suggested' : 'opened';
    const decision = await this.record(tx, intake, kase, { outcome, suggestions, caller }, user, now);
    if (match) await this.tellOwner(tx, kase, decision, thread, now);
    return { decision, isNew: true };
  }

  /** The case that the contact belongs to, locked. One that ended while we waited for it does not count, unless it goes on in another. */
  private async lockMatch(tx: Tx, { candidates }: Recognised, thread: Thread | null): Promise<ServiceCase | null> {
    const pointed = thread?.joins ? [{ id: thread.caseId }] : [];
    for (const { id } of [...pointed, ...candidates]) {
      let kase = await this.cases.lock(tx, id, null);
      while (kase.mergedIntoId !== null) kase = await this.cases.lock(tx, kase.mergedIntoId, null);
      if (kase.isOpen) return kase;
    }
    return null;
  }

  private async record(
    tx: Tx,
    intake: NewIntake,
    kase: ServiceCase,
    about: { outcome: Decision['decision']; suggestions: Suggestion[]; caller: Caller },
    user: User,
    now: Date,
  ): Promise<Decision> {
    const { customerId, toldContactKey } = about.caller;
    const decision = await this.intakes.record(
      tx,
      intake,
      {
        caseId: kase.id,
        decision: about.outcome,
        suggestions: about.suggestions,
        customerId,
        contactKey: toldContactKey,
        subjectId: customerId ?? kase.subjectId,
        recordedBy: user.id,
      },
      now,
    );
    const details = { intakeId: decision.id, channel: intake.channel, decision: decision.decision };
    await this.cases.note(tx, kase, { type: 'intake.recorded', at: now, by: personOf(user, kase.owner), details });
    return decision;
  }

  /** An answer to what was said to the customer, or a word after the resolution, must not lie unread. */
  private async tellOwner(
    tx: Tx,
    kase: ServiceCase,
    { id }: Decision,
    thread: Thread | null,
    now: Date,
  ): Promise<void> {
    const isDone = kase.state === 'resolved' || kase.state === 'callback_pending';
    if (!thread?.joins && !isDone) return;
    await this.cases.save(tx, kase, { events: [kase.customerReplied(id, now)], by: null });
  }

  /** Locks names until the end of the transaction, always in the same order, so that two never wait for each other. */
  private async waitForOthers(tx: Tx, names: string[]): Promise<void> {
    for (const name of [...names].sort())
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
  }
}

/** The caller's other open cases, and the one that the message points to and does not join. */
function suggest(
  kase: ServiceCase,
  intake: NewIntake,
  { open, alike }: Recognised,
  thread: Thread | null,
): Suggestion[] {
  const likely = open
    .filter(({ id }) => id !== kase.id && id !== thread?.caseId)
    .slice(0, mostSuggestions)
    .map((other) => suggestionOf(intake, other, alike.get(other.id)))
    .sort((a, b) => b.score - a.score);
  const pointed = thread && thread.caseId !== kase.id ? [pointedTo(thread)] : [];
  return [...pointed, ...likely].slice(0, mostSuggestions);
}

/** Reasons for which a contact that opened a case may well belong to another one. */
const telling: Suggestion['reasons'] = ['similar_text', 'answers_message', 'names_case'];

/** An answer to a case that is over is very likely about it; a number can be written by anybody. */
const pointedTo = ({ caseId, reason }: Thread): Suggestion => ({
  caseId,
  score: reason === 'answers_message' ? 0.9 : 0.5,
  reasons: [reason],
});
