const longest = 150;

/**
 * A name that is safe to show and to save under: without path, control and direction characters, and not longer than file
 * systems take (in UTF-8). What has no name left is called by its type.
 */
export function safeName(given: string, extension: string): string {
  const last = given.normalize('NFC').split(/[/\\]/).at(-1)!;
  const clean = last
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}<>:"|?*]/gu, '')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  const dot = clean.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [clean.slice(0, dot), clean.slice(dot)] : [clean, ''];
  const base = stem === '' || /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(stem) ? `attachment${stem && `-${stem}`}` : stem;
  const end = ending.length > 1 && ending.length <= 11 ? ending : `.${extension}`;
  let kept = '';
  for (const character of base) {
    if (Buffer.byteLength(kept + character + end) > longest) break;
    kept += character;
  }
  return kept + end;
}
