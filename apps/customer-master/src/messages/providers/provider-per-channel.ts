import { MessageProvider, type OutgoingMessage } from './message-provider.js';

/** Several providers as one: each message goes to the one that serves its channel. */
export class ProviderPerChannel extends MessageProvider {
  constructor(private readonly providers: readonly MessageProvider[]) {
    super();
  }

  get channels() {
    return this.providers.flatMap(({ channels }) => channels);
  }

  send(message: OutgoingMessage): Promise<void> {
    const provider = this.providers.find(({ channels }) => channels.includes(message.channel));
    // A channel that is served no more, since the message was queued.
    if (!provider) return Promise.reject(new Error(`nobody serves ${message.channel}`));
    return provider.send(message);
  }
}
