import type { EventByType, EventType } from '@crm/contracts';
import type { Text } from './words.js';

/** What an entry keeps of its event: ids, words and numbers, nothing personal. */
export type TimelineFacts = Record<string, string | number | boolean | null>;

export interface EntryKind<T extends EventType> {
  facts(data: EventByType<T>['data']): TimelineFacts;
  /** `{name}` stands for a fact, `{name:list}` for the word of a fact. */
  label: Text;
}

export const entry = <T extends EventType>(
  facts: (data: EventByType<T>['data']) => TimelineFacts,
  zh: string,
  en: string,
): EntryKind<T> => ({ facts, label: { zh, en } });
