/**
 * The same pure function, which does not work out again what it was asked lately: bulk loads meet the same names and
 * numbers again and again. A bound, not a policy: when so many results are kept, all are forgotten.
 * @param most results that are kept
 */
export function remembering<Result>(most: number, compute: (text: string) => Result): (text: string) => Result {
  const known = new Map<string, Result>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined || known.has(text)) return found as Result;
    const made = compute(text);
    if (known.size >= most) known.clear();
    known.set(text, made);
    return made;
  };
}
