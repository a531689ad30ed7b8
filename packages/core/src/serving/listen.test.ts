import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { isLoopback, parseListen, readToken, refuseOpenDoor, refuseOtherNames } from './listen.js';

const addresses: readonly (readonly [text: string, host: string | null, port?: number])[] = [
  ['127.0.0.1:9464', '127.0.0.1', 9464],
  ['127.0.0.1:0', '127.0.0.1', 0],
  ['[::1]:9464', '::1', 9464],
  [':9464', '::', 9464],
  ['wall.example.com:80', 'wall.example.com', 80],
  ['127.0.0.1', null],
  ['127.0.0.1:', null],
  ['127.0.0.1:65535', '127.0.0.1', 65_535],
  ['127.0.0.1:65536', null],
  ['127.0.0.1:000080', null],
  ['::1:9464', null],
  ['[nonsense]:1', null],
  ['[1:2]:1', null],
  ['http://127.0.0.1:1', null],
  ['', null],
];

for (const [text, host, port] of addresses) {
  test(`${JSON.stringify(text)} is ${host === null ? 'no address' : 'an address'}`, (t) => {
    if (host === null) t.throws(() => parseListen(text), { code: 'UsageInvalid' });
    else t.deepEqual(parseListen(text), { host, port: port ?? 0 });
  });
}

const reachable: Readonly<Record<string, boolean>> = {
  '127.0.0.1': false,
  '127.8.9.1': false,
  '::1': false,
  '::ffff:127.0.0.1': false,
  localhost: false,
  '::': true,
  '0.0.0.0': true,
  '10.0.0.1': true,
  '127.0.0.1.evil.example': true,
  'localhost.evil.example': true,
};

for (const [host, isOpen] of Object.entries(reachable)) {
  test(`${host} without a token is ${isOpen ? 'refused' : 'let be'}`, (t) => {
    if (isOpen) t.throws(() => refuseOpenDoor(host), { code: 'Refused' });
    else t.notThrows(() => refuseOpenDoor(host));
  });
}

test('a name to be asked by has no port and no scheme, which no Host would ever equal', (t) => {
  t.notThrows(() => refuseOtherNames(['wall.example.com', 'wall', 'a_b.c', '10.0.0.1', '::1']));
  for (const name of ['wall:9464', 'https://wall', 'wall.', '*.example.com', '[::1]', 'a b', ''])
    t.throws(() => refuseOtherNames([name]), { code: 'UsageInvalid' }, name);
});

test('loopback is recognized by its address only, never by a name', (t) => t.false(isLoopback('localhost')));

test('a token comes from a file or the environment, and one that could be guessed is refused', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-token-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const file = join(folder, 'token');
  await writeFile(file, 'long-enough-to-be-one\n');
  t.is(readToken(file, 'ignored'), 'long-enough-to-be-one');
  t.is(readToken(null, 'long-enough-to-be-one'), 'long-enough-to-be-one');
  t.is(readToken(null, undefined), null);
  t.is(readToken(null, ''), null);
  t.is(readToken(null, 'x'.repeat(16)), 'x'.repeat(16));
  for (const weak of [
    'short',
    'x'.repeat(15),
    'long enough but spaced',
    'long-enough-but-\u00e9',
    '               x',
  ])
    t.throws(() => readToken(null, weak), { code: 'Refused' });
  await writeFile(file, '');
  t.throws(() => readToken(file, 'long-enough-to-be-one'), { code: 'Refused' }, 'no open door by mistake');
  t.throws(() => readToken(join(folder, 'none'), undefined), { code: 'FileNotFound' });
});
