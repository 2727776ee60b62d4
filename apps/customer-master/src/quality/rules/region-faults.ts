import areas from 'china-area-data';
import type { Address } from '../../customers/customer.shape.js';
import { fold } from '../../identity/rules/names/fold.js';
import { china, contains, regionAtStart } from '../../identity/rules/names/regions.js';

let known: Set<string> | undefined;

/** Whether a GB/T 2260 code is one of the table. */
function isRegion(code: string): boolean {
  known ??= new Set(Object.values(areas).flatMap((divisions) => Object.keys(divisions)));
  return code === china || known.has(code);
}

/** Addresses abroad have no code of GB/T 2260. */
export function regionFaultOf({
  region,
  country,
  locality,
  text,
}: Address): 'region_unknown' | 'region_disagrees' | undefined {
  if (region === undefined || (country !== undefined && country !== 'CN')) return undefined;
  if (!isRegion(region)) return 'region_unknown';
  const named = regionNamedIn(locality ?? '') ?? regionNamedIn(text ?? '');
  const agrees = named === undefined || contains(named, region) || contains(region, named);
  return agrees ? undefined : 'region_disagrees';
}

/** The innermost region at the head of an address. Districts in short (长安, 平安) are too often something else. */
function regionNamedIn(text: string): string | undefined {
  let rest = fold(text).replace(/[^\p{L}\p{N}]/gu, '');
  let within = china;
  for (let depth = 0; depth < 4; depth += 1) {
    const found = regionAtStart(rest, within);
    if (!found || (found.region.isShort && found.region.level === 'county')) break;
    within = found.region.code;
    rest = rest.slice(found.text.length);
  }
  return within === china ? undefined : within;
}
