const rules: readonly (readonly [RegExp, string])[] = [
  [/^(?:kn|gn|pn)/, 'n'],
  [/^wr/, 'r'],
  [/^ps/, 's'],
  [/^x/, 's'],
  [/^mc/, 'mac'],
  [/sch/g, 'x'],
  [/tch|ch|sh/g, 'x'],
  [/ph/g, 'f'],
  [/ght/g, 't'],
  [/gh/g, 'g'],
  [/th/g, 't'],
  [/ck/g, 'k'],
  [/mb$/, 'm'],
  [/dg(?=[eiy])/g, 'j'],
  [/c(?=[eiy])/g, 's'],
  [/[cq]/g, 'k'],
  [/x(?=.)/g, 'x'],
  [/g(?=[eiy])/g, 'j'],
  [/z/g, 's'],
  [/v/g, 'f'],
  [/d/g, 't'],
  [/b/g, 'p'],
];

/**
 * How a Latin name sounds, roughly: consonants in classes, vowels only at the start, doubles once, six letters at most.
 * Our own reduction of the Metaphone idea; `stephen` and `steven`, `smith` and `smyth` are alike.
 */
export function soundOf(name: string): string {
  let text = name.replace(/[^a-z]/g, '');
  if (text === '') return name;
  for (const [pattern, sound] of rules) text = text.replace(pattern, sound);
  const head = /^[aeiouy]/.test(text) ? 'a' : '';
  return (head + text.replace(/[aeiouyhw]/g, '').replace(/(.)\1+/g, '$1')).slice(0, 6) || 'a';
}
