/** Clocks of channels may be a little ahead of ours. */
const leewayMs = 5 * 60_000;
const earliest = Date.UTC(2000, 0, 1);

/** Whether a contact can have been received then. */
export const canBeReceivedAt = (receivedAt: Date, now: Date): boolean =>
  receivedAt.getTime() >= earliest && receivedAt.getTime() <= now.getTime() + leewayMs;
