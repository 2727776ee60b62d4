import { isAddress, isLoopback, isPublicAddress } from './addresses.js';

/** Why nothing is sent to a URL. */
export type TargetFault = 'not_a_url' | 'not_https' | 'credentials' | 'fragment' | 'port' | 'address';

/** Whether the connection may go to this address. */
export type AddressRule = (address: string) => boolean;

export const addressRule =
  (loopbackAllowed: boolean): AddressRule =>
  (address) =>
    isPublicAddress(address) || (loopbackAllowed && isLoopback(address));

/** The host of a URL as one looks it up: an address of IPv6 without its brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

/**
 * What is wrong with the target of a webhook by its URL alone; null: nothing. Which addresses a name leads to has to be
 * looked at as well, whenever one connects.
 */
export function targetFault(text: string, loopbackAllowed: boolean): TargetFault | null {
  if (!URL.canParse(text) || text !== text.trim()) return 'not_a_url';
  const url = new URL(text);
  const host = hostOf(url);
  const isHere = loopbackAllowed && (host === 'localhost' || isLoopback(host));
  if (url.protocol !== 'https:' && !(isHere && url.protocol === 'http:')) return 'not_https';
  if (url.username !== '' || url.password !== '') return 'credentials';
  if (text.includes('#')) return 'fragment';
  // Below 1024 are the services of a machine's own: mail, SSH, databases of old.
  if (!isHere && url.port !== '' && Number(url.port) < 1024) return 'port';
  return isAddress(host) && !addressRule(loopbackAllowed)(host) ? 'address' : null;
}
