import type { DeadLetter, Decision, ReceivedMessage, Replay } from '@crm/messaging';
import type { DeadLetterDetailResponse, DeadLetterResponse, ReplayResponse } from './dead-letters.dto.js';
import { contentOf, toDecisionResponse } from './deliveries.dto.js';

/** A letter without its content. */
export function toDeadLetterResponse(letter: DeadLetter): DeadLetterResponse {
  const { id, consumer, state, topic, partition, offset, source, eventId, eventType, aggregateId } = letter;
  const { error, attempts, waiting, publishedAt, createdAt, decidedAt } = letter;
  return {
    id,
    consumer,
    state,
    topic,
    partition,
    offset,
    source,
    eventId,
    eventType,
    aggregateId,
    error,
    attempts,
    waiting,
    publishedAt: publishedAt.toISOString(),
    createdAt: createdAt.toISOString(),
    decidedAt: decidedAt?.toISOString() ?? null,
  };
}

/** A letter with its content, those behind it, and what was decided about it. */
export function toDeadLetterDetail(
  letter: DeadLetter,
  message: ReceivedMessage | undefined,
  successors: readonly DeadLetter[],
  decisions: readonly Decision[],
): DeadLetterDetailResponse {
  return {
    ...toDeadLetterResponse(letter),
    key: letter.key,
    headers: message?.headers ?? {},
    ...contentOf(message?.value?.toString('utf8') ?? null),
    erased: message === undefined,
    successors: successors.map(toDeadLetterResponse),
    decisions: decisions.map(toDecisionResponse),
  };
}

/** What a decision led to. */
export const toReplayResponse = ({ outcomes, next }: Replay): ReplayResponse => ({
  outcomes: outcomes.map(({ letter: { id, eventId, eventType }, outcome, error }) => ({
    id,
    eventId,
    eventType,
    outcome,
    error,
  })),
  next,
});
