/** Somebody who could take a case. */
export interface Candidate {
  employeeId: string;
  department: string;
  /** Open cases that this one owns now. */
  openCases: number;
}

/** Who has the fewest open cases, then the first id. `avoided` ones only when there is nobody else, `barred` ones never. */
export function leastLoaded(
  candidates: readonly Candidate[],
  { barred, avoided = [] }: { barred: readonly string[]; avoided?: readonly string[] },
): Candidate | undefined {
  const possible = candidates.filter(({ employeeId }) => !barred.includes(employeeId));
  const preferred = possible.filter(({ employeeId }) => !avoided.includes(employeeId));
  return [...(preferred.length > 0 ? preferred : possible)].sort(
    (a, b) => a.openCases - b.openCases || (a.employeeId < b.employeeId ? -1 : 1),
  )[0];
}
