import test from 'ava';
import { isExempt, withoutBrackets } from './rule.js';

// What golang.org/x/net/http/httpproxy v0.62.0 says of each; the copy of it in Go 1.26 matches in the same way.

const servers =
  'localhost:6443 localhost.:6443 a.localhost:6443 127.0.0.1:6443 127.9.8.7:6443 [::1]:6443 [::ffff:127.0.0.1]:6443 127.example.com:6443 example.com example.com:6443 example.com.:6443 EXAMPLE.com:6443 api.example.com:6443 a.b.example.com badexample.com:6443 bücher.example:6443 api.bücher.example:6443 cs 203.0.113.1 203.0.113.1:6443 203.0.113.10:6443 203.0.114.1:6443 10.1.2.3:6443 [::ffff:203.0.113.1]:6443 [2001:db8::1] [2001:db8::1]:6443 [2001:db9::1]:6443 [::203.0.113.1]:6443 http://example.com http://203.0.113.1';
const always = 'localhost:6443 127.0.0.1:6443 127.9.8.7:6443 [::1]:6443 [::ffff:127.0.0.1]:6443';

/** What is dialled directly besides, and the values of NO_PROXY that say so. */
const rows: readonly (readonly [direct: string, ...noProxy: string[]])[] = [
  [
    '',
    '**',
    '..',
    ',',
    ', ,',
    '127.0.0.1',
    '::1',
    '[::1]',
    '127.0.0.0/8',
    'example.com example.org',
    '*example.com',
    '*..example.com',
    '..example.com',
    'api.*.com',
    '*.*.example.com',
    '.example.com.',
    'example.com:06443',
    'example.com:abc',
    '[example.com]',
    ':6443',
    '*:6443',
    'a:b:6443',
    'https://example.com',
    'example.com/',
    '//example.com',
    'b_ü.example',
    '[203.0.113.1]',
    '203.0.113',
    '203.0.113.',
    '.113.1',
    '203.0.113.01',
    '*.0.113.1',
    '203.0.113.*',
    '203.0.113.0/99',
    '203.0.113.0/33',
    '203.0.113.0/32',
    '203.0.113.0/',
    '203.0.113.0/x',
    '203.0.113.0/+8',
    '203.0.113.0/-1',
    '203.0.113.0/24:6443',
    '203.0.113.0/24/8',
    '10/8',
    '/',
    '/24',
    '010.0.0.0/8',
    '203.0.113.0 /24',
    '203.0.113.0/ 24',
    '203.0.113.0/99999999999999999999',
    '::ffff:203.0.113.0/95',
    '::ffff:203.0.113.0/128',
    '::ffff:203.0.113.0/129',
    '[a]b:6443',
    'a[b]:6443',
    '[2001:db8::1]]:6443',
    '[]:6443',
    '[::ffff:203.0.113.1',
    '[2001:db8::1]',
    '2001:db8::1:6443',
    '2001:db8::/129',
    '[2001:db8::]/32',
    '2001:db8::1%eth0',
    '2001:db8::1%eth0/64',
    '[2001:db8::1%eth0]:6443',
    '2001:db8:::1',
    '1:2:3:4:5:6:7::',
    '2001:db8::',
  ],
  [servers, '*', ' * ', '*, example.com', 'example.com,*'],
  ['localhost.:6443 example.com.:6443', '*.', '.', '*.:6443'],
  ['a.localhost:6443', 'localhost', 'localhost:6443'],
  [
    '127.example.com:6443 example.com example.com:6443 EXAMPLE.com:6443 api.example.com:6443 a.b.example.com http://example.com',
    'example.com',
    'EXAMPLE.COM',
    ' example.com ',
    '\texample.com\t',
    'x, example.com',
    'x,example.com,',
    'example.com:',
    '\u00a0example.com\u2003',
  ],
  [
    '127.example.com:6443 api.example.com:6443 a.b.example.com',
    '.example.com',
    '*.example.com',
    '.EXAMPLE.com',
  ],
  ['example.com.:6443', 'example.com.', 'example.com.:6443'],
  [
    '127.example.com:6443 example.com example.com:6443 EXAMPLE.com:6443 api.example.com:6443 a.b.example.com badexample.com:6443 http://example.com',
    'com',
    '.com',
    '*.com',
  ],
  [
    '127.example.com:6443 example.com:6443 EXAMPLE.com:6443 api.example.com:6443',
    'example.com:6443',
    '[example.com]:6443',
  ],
  ['example.com a.b.example.com', 'example.com:443'],
  ['http://example.com', 'example.com:80'],
  ['127.example.com:6443 api.example.com:6443', '.example.com:6443', '*.example.com:6443'],
  [
    'bücher.example:6443 api.bücher.example:6443',
    'bücher.example',
    'BÜCHER.example',
    'xn--bcher-kva.example',
  ],
  ['api.bücher.example:6443', '.bücher.example', '*.bücher.example:6443'],
  ['cs', 'cs'],
  [
    '203.0.113.1 203.0.113.1:6443 [::ffff:203.0.113.1]:6443 http://203.0.113.1',
    '203.0.113.1',
    '203.0.113.1:',
    '::ffff:203.0.113.1',
    '::ffff:cb00:7101',
  ],
  [
    '203.0.113.1:6443 [::ffff:203.0.113.1]:6443',
    '203.0.113.1:6443',
    '[203.0.113.1]:6443',
    '[::ffff:203.0.113.1]:6443',
  ],
  ['203.0.113.1', '203.0.113.1:443'],
  [
    '203.0.113.1 203.0.113.1:6443 203.0.113.10:6443 [::ffff:203.0.113.1]:6443 http://203.0.113.1',
    '203.0.113.0/24',
    '203.0.113.9/24',
    '203.0.113.0/024',
    ' 203.0.113.0/24 ',
    '203.0.113.0/0000000000000000000000024',
    '::ffff:203.0.113.0/120',
  ],
  [
    '203.0.113.1 203.0.113.1:6443 203.0.113.10:6443 203.0.114.1:6443 10.1.2.3:6443 [::ffff:203.0.113.1]:6443 http://203.0.113.1',
    '0.0.0.0/0',
    '::ffff:203.0.113.0/96',
    '203.0.113.0/00',
  ],
  [
    '203.0.113.1 203.0.113.1:6443 203.0.113.10:6443 10.1.2.3:6443 [::ffff:203.0.113.1]:6443 http://203.0.113.1',
    '10.0.0.0/8,203.0.113.0/28',
  ],
  ['[::203.0.113.1]:6443', '::203.0.113.1', '::203.0.113.0/120'],
  [
    '[2001:db8::1] [2001:db8::1]:6443 [2001:db9::1]:6443 [::203.0.113.1]:6443',
    '::ffff:203.0.113.0/0',
    '::/0',
  ],
  [
    '[2001:db8::1] [2001:db8::1]:6443',
    '2001:db8::1',
    '2001:DB8:0::1',
    '2001:0db8:0000:0000:0000:0000:0000:0001',
    '[2001:db8::1]:',
    '2001:db8::/32',
    '2001:db8::1/128',
  ],
  ['[2001:db8::1]:6443', '[2001:db8::1]:6443'],
  ['[2001:db8::1]', '[2001:db8::1]:443'],
  ['[2001:db8::1] [2001:db8::1]:6443 [2001:db9::1]:6443', '2001:DB8::/31'],
  [
    'example.com a.b.example.com [2001:db8::1] [2001:db8::1]:6443',
    'fe80::/10, 2001:db8::/32 ,example.com:443',
  ],
];

const urlOf = (server: string) => new URL(server.includes('://') ? server : `https://${server}`);
for (const [direct, ...values] of rows) {
  test(`what exempts ${direct === servers ? 'all' : direct || 'nothing'} is what Go says does`, (t) => {
    const expected = new Set(`${always} ${direct}`.split(' '));
    const found = values.flatMap((noProxy) =>
      servers
        .split(' ')
        .filter((server) => isExempt(urlOf(server), noProxy) !== expected.has(server))
        .map((server) => `${JSON.stringify(noProxy)}: ${server}`),
    );
    t.deepEqual(found, []);
  });
}

test('what is proposed for a server exempts it', (t) => {
  for (const url of servers.split(' ').map(urlOf)) {
    t.true(isExempt(url, withoutBrackets(url.hostname)), url.href);
    t.true(isExempt(url, withoutBrackets(url.host)), url.href);
  }
});
