import test from 'ava';
import { proxyFor } from './proxy.js';

const proxy = 'http://proxy:3128';
const rows: readonly (readonly [string, Record<string, string>, string | null])[] = [
  ['https://203.0.113.1:6443', { HTTPS_PROXY: proxy }, proxy],
  ['https://203.0.113.1:6443', { https_proxy: 'proxy:3128' }, proxy],
  ['https://203.0.113.1:6443', { HTTP_PROXY: proxy }, null],
  ['http://203.0.113.1:8080', { HTTP_PROXY: proxy }, proxy],
  ['https://127.0.0.1:6443', { HTTPS_PROXY: proxy }, null],
  ['https://[::1]:6443', { HTTPS_PROXY: proxy }, null],
  ['https://localhost:6443', { HTTPS_PROXY: proxy }, null],
  ['https://api.example.com:6443', { HTTPS_PROXY: proxy, NO_PROXY: 'example.com' }, null],
  ['https://api.example.com:6443', { HTTPS_PROXY: proxy, NO_PROXY: '.example.com' }, null],
  ['https://api.example.com:6443', { HTTPS_PROXY: proxy, NO_PROXY: 'x, *.example.com' }, null],
  ['https://badexample.com:6443', { HTTPS_PROXY: proxy, NO_PROXY: 'example.com' }, proxy],
  ['https://api.example.com:6443', { HTTPS_PROXY: proxy, NO_PROXY: 'example.com:443' }, proxy],
  ['https://api.example.com:6443', { HTTPS_PROXY: proxy, no_proxy: 'example.com:6443' }, null],
  ['https://203.0.113.1:6443', { HTTPS_PROXY: proxy, NO_PROXY: '203.0.113.0/24' }, null],
  ['https://203.0.114.1:6443', { HTTPS_PROXY: proxy, NO_PROXY: '203.0.113.0/24' }, proxy],
  ['https://203.0.113.1:6443', { HTTPS_PROXY: proxy, NO_PROXY: '203.0.113.0/99' }, proxy],
  ['https://203.0.113.1:6443', { HTTPS_PROXY: proxy, NO_PROXY: '203.0.113.1' }, null],
  ['https://[2001:db8::1]:6443', { HTTPS_PROXY: proxy, NO_PROXY: '2001:db8::/32' }, null],
  ['https://203.0.113.1:6443', { HTTPS_PROXY: proxy, NO_PROXY: '*' }, null],
];
for (const [server, environment, expected] of rows) {
  test(`${server} with ${JSON.stringify(environment)}`, (t) => {
    t.is(proxyFor(new URL(server), null, environment), expected);
  });
}

test('the context’s own proxy-url wins', (t) => {
  t.is(proxyFor(new URL('https://127.0.0.1:1'), 'http://own:1', { NO_PROXY: '*' }), 'http://own:1');
});
