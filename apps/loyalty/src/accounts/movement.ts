/** What an entry did to one account; the stuff its event is made of. */
export interface Movement {
  entryId: string;
  at: Date;
  accountId: string;
  /** The id that the account is of. */
  customerId: string;
  /** Of the account, after the entry. */
  version: number;
  /** In the customer's favour; negative where points were taken. */
  points: number;
  /** Available after the entry. */
  balance: number;
  /** Owed after the entry. */
  debt: number;
}

/** The part of an event's draft that all events of an account have alike. */
export const aboutAccount = (movement: Movement) => ({
  customerId: movement.customerId,
  aggregateId: movement.accountId,
  aggregateVersion: movement.version,
  time: movement.at,
});

/** The part of an event's data that all bookings have alike; `points` as in the contract: how many, without a sign. */
export const booked = (movement: Movement) => ({
  accountId: movement.accountId,
  customerId: movement.customerId,
  entryId: movement.entryId,
  points: Math.abs(movement.points),
  balance: movement.balance,
  debt: movement.debt,
});
