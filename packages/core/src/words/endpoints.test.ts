import test from 'ava';
import {
  type Access,
  accessOfServer,
  isClearText,
  isEndpointOf,
  preferredEndpoint,
  resolveAccess,
  serverOf,
} from './endpoints.js';

const both = {
  public: ['https://203.0.113.10:6443'],
  private: ['https://192.168.0.1:6443', 'https://nlb-0abc.cn-hangzhou.nlb.aliyuncsslb.com'],
};
const none = { public: [], private: [] };

const servers: readonly [string, Access | null][] = [
  ['https://203.0.113.10:6443', 'public'],
  ['https://203.0.113.10:6443/', 'public'],
  ['https://192.168.0.1:6443', 'private'],
  ['https://192.168.0.1:443', null],
  ['https://192.168.0.2:6443', null],
  ['https://nlb-0abc.cn-hangzhou.nlb.aliyuncsslb.com:6443', 'private'],
  ['https://NLB-0abc.cn-hangzhou.nlb.aliyuncsslb.com', 'private'],
  ['https://nlb-0abc.cn-hangzhou.nlb.aliyuncsslb.com.example.com:6443', null],
  ['not a url', null],
];
for (const [server, access] of servers) {
  test(`${server} is reached by ${access ?? 'no'} access`, (t) => {
    t.is(accessOfServer(both, server), access);
  });
}

test('the default port, written out, is still a port', (t) => {
  const endpoints = { public: ['https://example.com:443'], private: [] };
  t.true(isEndpointOf(endpoints, 'public', 'https://example.com'));
  t.false(isEndpointOf(endpoints, 'public', 'https://example.com:6443'));
});

test('auto takes a public endpoint, then a private one, then none', (t) => {
  t.is(resolveAccess(both, 'auto'), 'public');
  t.is(resolveAccess({ ...both, public: [] }, 'auto'), 'private');
  t.is(resolveAccess(none, 'auto'), null);
  t.is(resolveAccess({ ...both, public: [] }, 'public'), null);
  t.is(resolveAccess(both, 'private'), 'private');
});

test('the first of a kind is preferred', (t) => {
  t.is(preferredEndpoint(both, 'private'), 'https://192.168.0.1:6443');
  t.is(preferredEndpoint(none, 'private'), null);
});

for (const [endpoint, server] of [
  [
    'https://nlb-0abc.cn-hangzhou.nlb.aliyuncsslb.com',
    'https://nlb-0abc.cn-hangzhou.nlb.aliyuncsslb.com:6443',
  ],
  ['https://192.168.0.1', 'https://192.168.0.1:6443'],
  ['https://[2001:db8::1]', 'https://[2001:db8::1]:6443'],
  ['https://example.com:443', 'https://example.com:443'],
  ['https://203.0.113.10:8443', 'https://203.0.113.10:8443'],
  ['not a url', 'not a url'],
] as const) {
  test(`the endpoint ${endpoint} is dialled at ${server}`, (t) => {
    t.is(serverOf(endpoint), server);
  });
}

test('plain http to any other machine counts as clear text', (t) => {
  const addresses = [
    'http://203.0.113.10',
    'http://127.0.0.1.example',
    'http://127.0.0.1:80',
    'https://a.example',
  ];
  t.deepEqual(
    addresses.map((address) => isClearText(new URL(address))),
    [true, true, false, false],
  );
});
