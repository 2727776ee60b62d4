/** Why a webhook takes nothing, though nobody switched it off. */
export const disabledReasons = ['gone', 'failing'] as const;
export type DisabledReason = (typeof disabledReasons)[number];

/** What somebody outside wants to be told, and where. */
export interface Webhook {
  id: string;
  version: number;
  url: string;
  /** Types and groups of them. */
  eventTypes: string[];
  description: string | null;
  active: boolean;
  disabledReason: DisabledReason | null;
  previousSecretUntil: Date | null;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
  /** Not before then is anything sent. */
  nextTryAt: Date;
  /** Tries in a row that failed. */
  failures: number;
  failingSince: Date | null;
  lastDeliveredAt: Date | null;
}

export const deliveryStates = ['pending', 'delivered', 'dead'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** One event on its way to one webhook. */
export interface Delivery {
  /** Rises; the lowest that is pending goes first. */
  position: string;
  id: string;
  webhookId: string;
  source: string;
  eventId: string;
  type: string;
  subject: string;
  state: DeliveryState;
  attempts: number;
  failure: string | null;
  status: number | null;
  createdAt: Date;
  triedAt: Date | null;
}
