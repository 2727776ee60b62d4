/** A contact point of which only enough is left to recognise it: `138****1390`, `z***@example.com`. */
export function masked(type: string, value: string): string {
  if (type === 'email') return `${value.slice(0, 1)}***${value.slice(value.lastIndexOf('@'))}`;
  const digits = value.replace(/^\+86/, '');
  return digits.length >= 8 ? `${digits.slice(0, 3)}****${digits.slice(-4)}` : '***';
}
