import { sqlState, type Tx } from '@crm/persistence';
import { Injectable, Logger } from '@nestjs/common';
import { DeadLetters } from '../consumer/dead-letters.js';
import { consumerLock } from '../consumer/inbox.js';
import { isOutage } from '../consumer/outage.js';
import { type Decision, Decisions, type Refusal } from './decisions.js';
import { type DeadLetter, Letters } from './letters.js';
import { Redelivery } from './redelivery.js';

/** Most letters of one decision: they share a transaction, and somebody waits for the answer. */
const mostLetters = 500;

/** What became of one letter. */
export interface ReplayOutcome {
  letter: DeadLetter;
  outcome: Extract<Decision['outcome'], 'replayed' | 'failed' | 'discarded'>;
  /** Why it failed; null otherwise. */
  error: string | null;
}

/** What a decision led to. */
export interface Replay {
  /** In the order in which it happened, at least one. */
  outcomes: ReplayOutcome[];
  /** The letter of the aggregate that has to be decided next; null when none waits any more. */
  next: string | null;
}

interface By {
  /** Subject of the token. */
  decidedBy: string;
  decidedAt: Date;
}

/**
 * What operators decide about dead letters. Everything of a decision happens in the caller's transaction, under the lock
 * that consumers take before they park: nobody parks meanwhile, and of two decisions at once the second finds nothing.
 */
@Injectable()
export class Replays {
  private readonly logger = new Logger(Replays.name);

  constructor(
    private readonly letters: Letters,
    private readonly deadLetters: DeadLetters,
    private readonly redelivery: Redelivery,
    private readonly decisions: Decisions,
  ) {}

  /**
   * Gives the letter to its consumer again, then those that wait behind it, in order, until one fails. That one is dead
   * with the new error, the rest goes on waiting, and what worked before it stays done.
   */
  async replay(tx: Tx, id: string, by: By): Promise<Replay | Refusal> {
    const found = await this.claim(tx, id);
    if ('refused' in found) return found;
    const [first] = found.queue;
    if (first!.id !== id) return { refused: 'waits', behind: first!.id };
    return this.run(tx, found.queue, by);
  }

  /** Goes on without the letter: it never has its effect, and those that wait behind it are replayed. */
  async discard(tx: Tx, id: string, reason: string, by: By): Promise<Replay | Refusal> {
    const found = await this.claim(tx, id);
    if ('refused' in found) return found;
    const { letter, queue } = found;
    await this.letters.settle(tx, id, 'discarded', by.decidedAt);
    await this.note(tx, letter, { action: 'discard', outcome: 'discarded', error: null, reason, ...by });
    const discarded: ReplayOutcome = { letter, outcome: 'discarded', error: null };
    const [first, ...behind] = queue;
    if (first!.id !== id) return { outcomes: [discarded], next: first!.id };
    const { outcomes, next } = await this.run(tx, behind, by);
    return { outcomes: [discarded, ...outcomes], next };
  }

  /** The letter with all that wait for the same decision, and nobody else at it until the transaction ends. */
  private async claim(tx: Tx, id: string): Promise<{ letter: DeadLetter; queue: DeadLetter[] } | Refusal> {
    const seen = await this.letters.find(tx, id);
    if (!seen) return { refused: 'absent' };
    // In the order in which consumers lock. A rebuild that replaces the read model takes its letters along.
    await tx.query(`SELECT pg_advisory_xact_lock_shared(${consumerLock})`, [seen.consumer]);
    await this.deadLetters.lockAggregates(tx, seen.consumer, [seen]);
    // Only now it is certain.
    const letter = await this.letters.find(tx, id);
    if (!letter) return { refused: 'absent' };
    if (letter.state !== 'dead' && letter.state !== 'parked') return { refused: 'decided' };
    return { letter, queue: await this.letters.queueOf(tx, letter, mostLetters + 1) };
  }

  private async run(tx: Tx, queue: readonly DeadLetter[], by: By): Promise<Replay> {
    const outcomes: ReplayOutcome[] = [];
    for (const letter of queue.slice(0, mostLetters)) {
      const error = await this.attempt(tx, letter);
      const outcome = error ? 'failed' : 'replayed';
      if (error) await this.letters.fail(tx, letter.id, error);
      else await this.letters.settle(tx, letter.id, 'replayed', by.decidedAt);
      await this.note(tx, letter, { action: 'replay', outcome, error: error?.message ?? null, reason: null, ...by });
      outcomes.push({ letter, outcome, error: error?.message ?? null });
      if (error) return { outcomes, next: letter.id };
    }
    const next = queue[mostLetters];
    if (next) await this.letters.lead(tx, next.id);
    return { outcomes, next: next?.id ?? null };
  }

  /** What it failed with, and then nothing of it stays; undefined when it had its effect. */
  private async attempt(tx: Tx, letter: DeadLetter): Promise<Error | undefined> {
    await tx.query('SAVEPOINT letter');
    try {
      await this.redelivery.deliver(tx, letter, await this.letters.open(tx, letter));
      await tx.query('RELEASE SAVEPOINT letter');
      return undefined;
    } catch (error) {
      // Not the letter's fault: the whole decision is tried again, or refused for now.
      if (isOutage(error) || /^40/.test(sqlState(error) ?? '')) throw error;
      await tx.query('ROLLBACK TO SAVEPOINT letter');
      this.logger.warn(`dead letter ${letter.id} failed again for ${letter.consumer}: ${(error as Error).message}`);
      return error as Error;
    }
  }

  private async note(tx: Tx, letter: DeadLetter, decision: Decision): Promise<void> {
    await this.decisions.add(tx, { ...letter, letterId: letter.id }, decision);
  }
}
