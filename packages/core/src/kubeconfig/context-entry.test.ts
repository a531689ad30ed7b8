import test from 'ava';
import { withoutLogin } from './context-entry.js';

const urls: readonly [url: string | null, shown: string | null][] = [
  [null, null],
  ['', ''],
  ['https://203.0.113.1:6443', 'https://203.0.113.1:6443'],
  ['https://me:word@203.0.113.1', 'https://REDACTED@203.0.113.1'],
  ['https://word@203.0.113.1', 'https://REDACTED@203.0.113.1'],
  ['https://me:w@rd@203.0.113.1/at@path', 'https://REDACTED@203.0.113.1/at@path'],
  ['socks5://me:word@proxy', 'socks5://REDACTED@proxy'],
  // kubectl adds the scheme.
  ['me:w@rd@203.0.113.1:6443', 'REDACTED@203.0.113.1:6443'],
  ['//me:word@203.0.113.1', '//REDACTED@203.0.113.1'],
  [' https://me:word@203.0.113.1', ' https://REDACTED@203.0.113.1'],
  ['https://203.0.113.1/at@path', 'https://203.0.113.1/at@path'],
  ['https://203.0.113.1?at@query', 'https://203.0.113.1?at@query'],
  ['https://203.0.113.1#at@part', 'https://203.0.113.1#at@part'],
  ['203.0.113.1:6443/at@path', '203.0.113.1:6443/at@path'],
];

for (const [url, shown] of urls) {
  test(`${JSON.stringify(url)} is shown as ${shown}`, (t) => {
    t.is(withoutLogin(url), shown);
  });
}
