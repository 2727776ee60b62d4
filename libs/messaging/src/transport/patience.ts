const shortestMs = 100;
const longestMs = 30_000;

/**
 * The pause before the next try, in milliseconds: 100, 200, 400 … at most 30,000, each a little shorter by chance so
 * that several processes do not come back in step.
 * @param failures how many tries in a row have failed, at least 1
 */
export function backOffMs(failures: number): number {
  const full = Math.min(shortestMs * 2 ** (failures - 1), longestMs);
  return Math.round(full * (0.8 + 0.2 * Math.random()));
}

/** Rejects with `what` when the work takes longer; the work itself goes on. */
export async function within<Result>(milliseconds: number, what: string, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
