// @ts-check
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks again and again until the answer is truthy; a condition that throws counts as "not yet".
 * @template Answer
 * @param {() => Answer | Promise<Answer>} condition
 * @param {number} timeoutMs @param {string} what appears in the error
 * @param {number} [everyMs]
 * @returns {Promise<NonNullable<Answer>>}
 */
export async function until(condition, timeoutMs, what, everyMs = 50) {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    let reason = '';
    try {
      const answer = await condition();
      if (answer) return answer;
    } catch (error) {
      reason = `: ${/** @type {Error} */ (error).message}`;
    }
    if (performance.now() > deadline) throw new Error(`Waited ${timeoutMs} ms in vain for ${what}${reason}`);
    await pause(everyMs);
  }
}
