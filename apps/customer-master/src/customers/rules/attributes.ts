/** Most attributes of one customer, and the longest text in one. */
export const attributeLimits = { count: 50, textLength: 500 };

/** Whether a value is a flat set of attributes: names, and texts, finite numbers or booleans as values. */
export function areAttributes(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return (
    entries.length <= attributeLimits.count && entries.every(([name, entry]) => isAttributeName(name) && isValue(entry))
  );
}

/** A small letter, then letters, digits and underscores. */
export const isAttributeName = (name: string): boolean => /^[a-z][A-Za-z0-9_]{0,39}$/.test(name);

const isValue = (value: unknown): boolean =>
  typeof value === 'boolean' ||
  Number.isFinite(value) ||
  (typeof value === 'string' && value.length <= attributeLimits.textLength);
