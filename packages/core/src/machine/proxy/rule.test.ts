import test from 'ava';
import { httpsProxyRule, loginOf, proxyFor, proxyName } from './rule.js';

const proxy = 'http://proxy:3128';
const rows: readonly (readonly [string, Record<string, string>, string | null])[] = [
  ['https://203.0.113.1:6443', { HTTPS_PROXY: proxy }, proxy],
  ['https://203.0.113.1:6443', { https_proxy: 'proxy:3128' }, proxy],
  ['https://203.0.113.1:6443', { HTTP_PROXY: proxy }, null],
  ['http://203.0.113.1:8080', { HTTP_PROXY: proxy }, proxy],
  ['https://127.0.0.1:6443', { HTTPS_PROXY: proxy }, null],
  ['https://api.example.com:6443', { HTTPS_PROXY: proxy, NO_PROXY: '.example.com' }, null],
  ['https://example.com:6443', { HTTPS_PROXY: proxy, NO_PROXY: '.example.com' }, proxy],
  ['https://api.example.com:6443', { HTTPS_PROXY: proxy, no_proxy: 'example.com:6443' }, null],
  ['https://api.example.com:6443', { HTTPS_PROXY: proxy, NO_PROXY: 'x', no_proxy: '*' }, proxy],
  [
    'https://api.example.com:6443',
    { HTTPS_PROXY: proxy, https_proxy: 'other', NO_PROXY: '', no_proxy: '*' },
    null,
  ],
];
for (const [server, environment, expected] of rows) {
  test(`${server} with ${JSON.stringify(environment)}`, (t) => {
    t.is(proxyFor(new URL(server), null, environment), expected);
  });
}

test('over https alone, calls to the cloud take the proxy', (t) => {
  t.is(httpsProxyRule({ HTTP_PROXY: proxy, ALL_PROXY: proxy, HTTPS_PROXY: '' }), null);
  const rule = httpsProxyRule({ https_proxy: 'me:word@proxy:3128', HTTP_PROXY: proxy });
  t.is(rule?.(new URL('https://cs.aliyuncs.com')), 'http://me:word@proxy:3128');
  t.is(rule?.(new URL('http://100.100.100.200/latest')), null);
});

test('a proxy’s name holds no password, and its login is decoded', (t) => {
  t.is(proxyName('http://me:word@proxy:3128/path'), 'proxy:3128');
  t.is(proxyName('http://me:wo rd@'), null);
  t.deepEqual(loginOf(new URL('http://me:p%40ss@proxy')), { user: 'me', password: 'p@ss' });
  t.deepEqual(loginOf(new URL('http://me:100%@proxy')), { user: 'me', password: '100%' });
  t.is(loginOf(new URL('http://proxy')), null);
});

test('the context’s own proxy-url wins', (t) => {
  t.is(proxyFor(new URL('https://127.0.0.1:1'), 'http://own:1', { NO_PROXY: '*' }), 'http://own:1');
});
