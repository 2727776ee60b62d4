/** Most attributes of one customer, and the longest text in one. */
export const attributeLimits = { count: 50, textLength: 500 };

/** Whether a value is a flat set of attributes: camelCase names, and texts, finite numbers or booleans as values. */
export function areAttributes(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return entries.length <= attributeLimits.count && entries.every(([name, entry]) => isName(name) && isValue(entry));
}

const isName = (name: string): boolean => /^[a-z][A-Za-z0-9]{0,39}$/.test(name);

const isValue = (value: unknown): boolean =>
  typeof value === 'boolean' ||
  Number.isFinite(value) ||
  (typeof value === 'string' && value.length <= attributeLimits.textLength);
