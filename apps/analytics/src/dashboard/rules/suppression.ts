/** A group of fewer could show what a single customer does. */
export const smallestGroup = 5;

/** Whether a figure rests on so few that it must not be shown to everybody. */
export const isSmall = (n: number): boolean => n > 0 && n < smallestGroup;

/**
 * Which groups of a whole must be hidden: the small ones, and where that would be a single one the next larger as
 * well, since the whole less the others would give it away.
 */
export function groupsToHide(sizes: readonly number[]): boolean[] {
  const hidden = sizes.map(isSmall);
  if (hidden.filter(Boolean).length !== 1) return hidden;
  const others = sizes.map((size, at) => ({ size, at })).filter(({ size, at }) => size > 0 && !hidden[at]);
  const next = others.sort((one, other) => one.size - other.size)[0];
  return hidden.map((isHidden, at) => isHidden || at === next?.at);
}
