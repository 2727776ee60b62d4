import { UnsendableMessage, type WireMessage } from './transport.js';

/** Kafka's own default limit for a record batch is 1,048,588 bytes; the rest is for its framing. */
export const largestMessageBytes = 1_000_000;

/** What a message takes up on the wire, in bytes, without framing. */
export function bytesOf({ key, value, headers }: WireMessage): number {
  let bytes = Buffer.byteLength(key) + (value?.length ?? 0);
  for (const [name, text] of Object.entries(headers)) bytes += Buffer.byteLength(name) + Buffer.byteLength(text);
  return bytes;
}

/**
 * Both transports refuse the same messages, so that what works on one machine works on the cluster.
 * @throws UnsendableMessage when it is larger than `limit`, or has a NUL in key or headers
 */
export function assertSendable(message: WireMessage, limit: number): void {
  const bytes = bytesOf(message);
  if (bytes > limit) {
    throw new UnsendableMessage(`message of ${bytes} bytes for ${message.topic}; at most ${limit} are allowed`);
  }
  const texts = [message.key, ...Object.keys(message.headers), ...Object.values(message.headers)];
  if (texts.some((text) => text.includes('\0'))) {
    throw new UnsendableMessage(`message for ${message.topic} with a NUL character in its key or headers`);
  }
}
