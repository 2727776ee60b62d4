import ipaddr from 'ipaddr.js';

/** Public by its range, and yet the host's own: the platform agent of one cloud. */
const hostsOwn = ['168.63.129.16'];
/** The addresses of IPv6 that are given out for the internet; all others are private, for tunnels or for tests. */
const globalUnicast = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];

/**
 * Whether an address is one of the internet. Not: private, loopback, link-local (with the metadata services of clouds),
 * shared (CGNAT), unspecified, reserved, multicast, and IPv4 in the clothes of IPv6.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast' || hostsOwn.includes(parsed.toString())) return false;
  return parsed.kind() === 'ipv4' || (parsed as ipaddr.IPv6).match(globalUnicast);
}

/** Whether an address is of this machine alone: 127.0.0.0/8 or ::1. */
export const isLoopback = (address: string): boolean =>
  ipaddr.isValid(address) && ipaddr.parse(address).range() === 'loopback';

/** Whether the text is an address, and not a name. */
export const isAddress = (host: string): boolean => ipaddr.isValid(host);
