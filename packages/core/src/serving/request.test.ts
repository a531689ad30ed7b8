import test from 'ava';
import { type Asked, type Judgement, judgeRequest } from './request.js';

const token = 'a-token-of-some-length';
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

const ours: Asked = {
  method: 'GET',
  target: '/metrics',
  host: '127.0.0.1:9464',
  origin: undefined,
  authorization: undefined,
  localAddress: '127.0.0.1',
};

const rows: readonly (readonly [what: string, asked: Partial<Asked>, status: Judgement['status']])[] = [
  ['by its address', {}, 200],
  ['by its address without a port', { host: '127.0.0.1' }, 200],
  ['by localhost', { host: 'localhost:9464' }, 200],
  ['by localhost, through IPv6', { host: 'localhost:9464', localAddress: '::1' }, 200],
  ['by its IPv6 address', { host: '[::1]:9464', localAddress: '::1' }, 200],
  ['by its IPv4 address, through a socket for both', { localAddress: '::ffff:127.0.0.1' }, 200],
  ['by a name that was given', { host: 'Wall.Example.com' }, 200],
  ['by a foreign name that leads here', { host: 'evil.example:9464' }, 403],
  ['by the address of another machine', { host: '192.0.2.1:9464' }, 403],
  ['by localhost, from another machine', { host: 'localhost', localAddress: '192.0.2.9' }, 403],
  ['by a name that begins like ours', { host: 'localhost.evil.example' }, 403],
  ['by no name', { host: undefined }, 403],
  ['by a name with a user in it', { host: 'a@127.0.0.1' }, 403],
  ['by another page, at our own address', { origin: 'https://evil.example' }, 403],
  ['by a page that keeps its name back', { origin: 'null' }, 403],
  ['to change something', { method: 'POST' }, 405],
  ['for the head alone', { method: 'HEAD' }, 405],
  ['for the allowed methods', { method: 'OPTIONS' }, 405],
  ['under a foreign name, to change something', { method: 'DELETE', host: 'evil.example' }, 403],
  ['as a proxy', { target: 'http://evil.example/' }, 400],
  ['for another host’s path', { target: '//evil.example/' }, 400],
  ['for nothing', { target: undefined }, 400],
  ['with a query', { target: '/metrics?x=1' }, 200],
];

for (const [what, asked, status] of rows) {
  test(`asked ${what}: ${status}`, (t) => {
    const door = { names: ['wall.example.com'], token: null };
    t.is(judgeRequest({ ...ours, ...asked }, door).status, status);
  });
}

test('what follows the path is not part of it', (t) => {
  const door = { names: [], token: null };
  t.deepEqual(judgeRequest({ ...ours, target: '/metrics?a=b' }, door), { status: 200, path: '/metrics' });
});

const tokens: readonly (readonly [authorization: string | undefined, status: Judgement['status']])[] = [
  [undefined, 401],
  ['', 401],
  [token, 401],
  [`Bearer ${token}`, 200],
  [`bearer ${token}`, 200],
  [`Bearer ${token}x`, 401],
  [`Bearer ${token.slice(1)}`, 401],
  ['Bearer', 401],
  [basic(`anybody:${token}`), 200],
  [basic(`:${token}`), 200],
  [basic(`${token}:`), 401],
  ['Basic ~', 401],
  [`Digest ${token}`, 401],
];

for (const [authorization, status] of tokens) {
  test(`a server with a token answers ${authorization ?? 'nothing'} with ${status}`, (t) => {
    t.is(judgeRequest({ ...ours, authorization }, { names: [], token }).status, status);
  });
}
