import { type Features, identifier, sections, startOf } from './layout.js';

const types = { uscc: 1, national_id: 4 } as const;

/** Tokens of the numbers of one type that a record has. */
export function registeredNumbers(features: Features, type: keyof typeof types): number[] {
  const tokens: number[] = [];
  const end = startOf(features, sections.identifiers + 1);
  for (let at = startOf(features, sections.identifiers); at < end;) {
    const meta = features[at]!;
    if ((meta & 0xff) === types[type]) tokens.push(features[at + identifier.exact]!);
    at += identifier.deletions + (meta >>> 8);
  }
  return tokens;
}
