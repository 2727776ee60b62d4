/** The number under which an attribute stands in features. Names of attributes are no secret: no key (FNV-1a). */
export function attributeName(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  return hash >>> 0 || 1;
}
