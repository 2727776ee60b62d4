interface Patience {
  /** How long to try, in milliseconds. Default 10,000. */
  timeoutMs?: number;
  /** What is awaited, in words; it appears in the error. */
  what?: string;
  /** Pause between two tries, in milliseconds. Default 20. */
  everyMs?: number;
}

/**
 * Asks again and again until the answer is truthy, and returns that answer.
 * A condition that throws counts as "not yet"; its last error is the cause of the final one.
 * @throws Error naming `what` when the time is over
 */
export async function waitFor<Answer>(
  condition: () => Answer | Promise<Answer>,
  { timeoutMs = 10_000, what = 'the condition', everyMs = 20 }: Patience = {},
): Promise<NonNullable<Answer>> {
  const deadline = performance.now() + timeoutMs;
  let lastError: unknown;
  for (;;) {
    try {
      const answer = await condition();
      if (answer) return answer as NonNullable<Answer>;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() >= deadline) {
      const reason = lastError instanceof Error ? `: ${lastError.message}` : '';
      throw new Error(`Waited ${timeoutMs} ms in vain for ${what}${reason}`, { cause: lastError });
    }
    await new Promise((resume) => setTimeout(resume, everyMs));
  }
}
