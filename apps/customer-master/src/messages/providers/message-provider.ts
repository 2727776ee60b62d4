import type { MessageChannel } from '@crm/contracts';

/** A message on its way out, in clear. */
export interface OutgoingMessage {
  /** The message's id; a repetition carries the same, so that the receiving side can recognise it. */
  id: string;
  customerId: string;
  channel: MessageChannel;
  address: string;
  subject: string;
  text: string;
}

/** The receiving side refused the message for good: a later try would be refused too. */
export class Refused extends Error {
  override readonly name = 'Refused';

  /** @param isDead the address itself takes no messages, not only this one */
  constructor(
    message: string,
    readonly isDead = false,
  ) {
    super(message);
  }
}

/** Port: whoever takes messages out of the house. */
export abstract class MessageProvider {
  /** The channels it serves. */
  abstract readonly channels: readonly MessageChannel[];
  /** Resolves when the receiving side took it. @throws Refused for good; any other error: later */
  abstract send(message: OutgoingMessage): Promise<void>;
}
