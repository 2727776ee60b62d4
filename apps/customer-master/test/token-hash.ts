// Looking up a global costs microseconds inside Jest.
const { imul } = Math;

/** A hash of tokens without a key: what the specs hash is made up. */
export function testHash(domain: string, text: string): number {
  let hash = 0x811c9dc5;
  for (const part of [domain, '\0', text]) {
    for (let at = 0; at < part.length; at += 1) hash = imul(hash ^ part.charCodeAt(at), 0x01000193);
  }
  hash = imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
