import { parseCompanyName } from '../names/company-name.js';
import { bareFolded, lettersOf } from '../names/fold.js';
import { syllables } from '../names/pinyin.js';
import { contains } from '../names/regions.js';
import { bigramsOf, halves, pack, sortedTokens, type TokenHash, tokenOf } from './tokens.js';

/** Words of the name of an organisation, and the region that the name tells. */
export function firmNameWords(hash: TokenHash, text: string): { words: number[]; place: string | null } {
  const { core, regions, trades, industry, branch, place } = parseCompanyName(text);
  const spelled = syllables(core);
  const sound = lettersOf(spelled.join(''));
  const bigrams = halves(hash, 'bigram', bigramsOf(sound));
  const tradeTokens = sortedTokens(hash, 'trade', trades);
  // Firms that call themselves only "development" have this in common and nothing else.
  const trade = trades.length > 0 ? trades.join(' ') : [...industry].sort().join(' ');
  const inner = regions.findLast((code) => contains(regions[0]!, code)) ?? '';
  const words = [
    bigrams.length | (tradeTokens.length << 8),
    tokenOf(hash, 'firm', bareFolded(text)),
    tokenOf(hash, 'core', core),
    tokenOf(hash, 'sound', sound),
    tokenOf(hash, 'sorted-sound', [...spelled].sort().join(' ')),
    tokenOf(hash, 'branch', branch ?? ''),
    tokenOf(hash, 'region', inner.slice(0, 2)),
    tokenOf(hash, 'region', inner.endsWith('0000') ? '' : inner.slice(0, 4)),
    tokenOf(hash, 'trades', trade),
    ...tradeTokens,
    ...pack(bigrams),
  ];
  return { words, place };
}
