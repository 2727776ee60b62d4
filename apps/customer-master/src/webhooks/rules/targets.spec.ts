import { describe, expect, it } from '@jest/globals';
import { isLoopback, isPublicAddress } from './addresses.js';
import { targetFault } from './targets.js';

describe('an address', () => {
  it.each(['93.184.216.34', '8.8.8.8', '172.15.255.255', '172.32.0.1', '100.63.255.255', '2606:4700::6810:84e5'])(
    'of the internet: %s',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '127.0.0.1',
    '127.8.8.8',
    '0.0.0.0',
    '0.1.2.3',
    '169.254.169.254',
    '100.64.0.1',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    '192.0.2.1',
    '198.18.0.1',
    '198.51.100.7',
    '203.0.113.9',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::a00:1',
    '2002:7f00:1::',
    '2001:0:a00:1::',
    '2001:db8::1',
    'fe80::1',
    'fec0::1',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    'localhost',
    '',
  ])('that is none of the internet: %s', (address) => expect(isPublicAddress(address)).toBe(false));

  it('of this machine', () => {
    for (const address of ['127.0.0.1', '127.1.2.3', '::1']) expect(isLoopback(address)).toBe(true);
    for (const address of ['10.0.0.1', '::2', 'localhost', '::ffff:127.0.0.1']) expect(isLoopback(address)).toBe(false);
  });
});

describe('a target', () => {
  it.each([
    ['https://erp.example.com/hooks?tenant=1', null],
    ['https://erp.example.com:443/', null],
    ['https://erp.example.com:8443/', null],
    ['https://8.8.8.8/', null],
    ['http://erp.example.com/', 'not_https'],
    ['ftp://erp.example.com/', 'not_https'],
    ['https://user:word@erp.example.com/', 'credentials'],
    ['https://erp.example.com/#x', 'fragment'],
    ['https://erp.example.com:22/', 'port'],
    ['https://10.0.0.1/', 'address'],
    ['https://2130706433/', 'address'],
    ['https://0x7f.1/', 'address'],
    ['https://0177.0.0.1/', 'address'],
    ['https://[::1]/', 'address'],
    ['https://[::ffff:169.254.169.254]/', 'address'],
    ['https://127.0.0.1:8443/', 'address'],
    ['http://127.0.0.1:8080/', 'not_https'],
    ['hooks', 'not_a_url'],
    ['', 'not_a_url'],
    ['https://', 'not_a_url'],
  ])('%s: %s', (url, fault) => expect(targetFault(url, false)).toBe(fault));

  it.each([
    ['http://127.0.0.1:8080/', null],
    ['http://localhost:80/', null],
    ['http://[::1]:8080/', null],
    ['https://localhost:8443/', null],
    ['http://10.0.0.1:8080/', 'not_https'],
    ['https://10.0.0.1:8443/', 'address'],
    ['http://erp.example.com/', 'not_https'],
  ])('where this machine is allowed, %s: %s', (url, fault) => expect(targetFault(url, true)).toBe(fault));
});
