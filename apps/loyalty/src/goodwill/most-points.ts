/** What an account can hold: the largest sum that a JSON number holds exactly. The database refuses more. */
export const mostPoints = Number.MAX_SAFE_INTEGER;
