/** Somebody who could call. */
export interface PossibleCaller {
  employeeId: string;
  department: string;
  /** Call-backs that this one is to make. */
  openCallbacks: number;
}

/** Who has the fewest call-backs to make, then the first id; never one of `barred`, one of `avoided` only when there is nobody else. */
export function nextCaller<Caller extends PossibleCaller>(
  callers: readonly Caller[],
  { barred, avoided }: { barred: readonly string[]; avoided: readonly string[] },
): Caller | null {
  const possible = callers.filter(({ employeeId }) => !barred.includes(employeeId));
  const preferred = possible.filter(({ employeeId }) => !avoided.includes(employeeId));
  const [first] = [...(preferred.length > 0 ? preferred : possible)].sort(
    (a, b) => a.openCallbacks - b.openCallbacks || (a.employeeId < b.employeeId ? -1 : 1),
  );
  return first ?? null;
}
