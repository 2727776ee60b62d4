/** A visit in a plan. */
interface Planned {
  id: string;
  plannedFrom: Date;
  plannedTo: Date;
}

/** For each visit the others that take place at the same time; one that begins when another ends does not. */
export function overlapsOf(visits: readonly Planned[]): Map<string, string[]> {
  const overlaps = new Map(visits.map(({ id }) => [id, [] as string[]]));
  const inOrder = [...visits].sort((a, b) => a.plannedFrom.getTime() - b.plannedFrom.getTime());
  inOrder.forEach((visit, at) => {
    for (const later of inOrder.slice(at + 1)) {
      if (later.plannedFrom >= visit.plannedTo) break;
      overlaps.get(visit.id)!.push(later.id);
      overlaps.get(later.id)!.push(visit.id);
    }
  });
  return overlaps;
}

const dayMs = 86_400_000;

/** The seven days of an ISO 8601 week, from Monday; undefined for a week that the year does not have. */
export function daysOfWeek(week: string): string[] | undefined {
  const [, year, number] = (/^(\d{4})-W(\d{2})$/.exec(week) ?? []).map(Number);
  if (year === undefined || number === undefined || number < 1) return undefined;
  // The fourth of January is always in the first week.
  const fourth = new Date(Date.UTC(year, 0, 4));
  const monday = fourth.getTime() - ((fourth.getUTCDay() + 6) % 7) * dayMs + (number - 1) * 7 * dayMs;
  const thursday = new Date(monday + 3 * dayMs);
  if (thursday.getUTCFullYear() !== year) return undefined;
  return Array.from({ length: 7 }, (_, at) => new Date(monday + at * dayMs).toISOString().slice(0, 10));
}

/** The ISO 8601 week in which a day lies. */
export function weekOf(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  const thursday = new Date(date.getTime() + (3 - ((date.getUTCDay() + 6) % 7)) * dayMs);
  const year = thursday.getUTCFullYear();
  const number = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / dayMs / 7) + 1;
  return `${year}-W${String(number).padStart(2, '0')}`;
}
