import { constants, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import test from 'ava';
import { type Closed, looksLikeContainer, openContainer } from './containers.js';

// What is taken out of each kind of container, up to the bound.

const most = 10_000;
const text = Buffer.from('apiVersion: v1\n'.repeat(40));

function open(bytes: Buffer) {
  const opened = openContainer(bytes, most);
  return opened && { members: opened.members.map(String), closed: opened.closed };
}

const whole = { members: [String(text)], closed: null };

/** A member of RFC 1952 with these flags, and whatever they announce. */
function gzipWith(flags: number): Buffer {
  const parts = [
    Buffer.from([0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3]),
    ...(flags & 4 ? [Buffer.from([3, 0, 9, 0, 9])] : []),
    ...(flags & 8 ? [Buffer.from('name\0')] : []),
    ...(flags & 16 ? [Buffer.from('comment\0')] : []),
    ...(flags & 2 ? [Buffer.from([7, 7])] : []),
    deflateRawSync(text),
    gzipSync(text).subarray(-8),
  ];
  return Buffer.concat(parts);
}

for (let flags = 0; flags < 32; flags += 2)
  test(`gzip with the flags ${flags}`, (t) => {
    t.deepEqual(open(gzipWith(flags)), whole);
    t.deepEqual(open(Buffer.concat([gzipWith(flags), gzipWith(0)])), {
      members: [String(text), String(text)],
      closed: null,
    });
  });

test('gzip whose name never ends is broken', (t) => {
  t.is(
    open(Buffer.concat([Buffer.from('1f8b0808000000000003', 'hex'), Buffer.alloc(300, 'x')]))?.closed,
    'broken',
  );
});

const compressions: [name: string, compress: (bytes: Buffer) => Buffer][] = [
  ['gzip', (bytes) => gzipSync(bytes)],
  ['zstd', (bytes) => zstdCompressSync(bytes)],
  ...[0, 1, 2, 3, 4, 5, 6, 9]
    .map((level) => [`zlib at level ${level}`, (bytes: Buffer) => deflateSync(bytes, { level })] as const)
    .map(([name, compress]): [string, (bytes: Buffer) => Buffer] => [name, compress]),
];

for (const [name, compress] of compressions)
  test(`${name} is opened up to its bound`, (t) => {
    t.deepEqual(open(compress(text)), whole);
    t.true(looksLikeContainer(compress(text)));
    for (const [length, closed] of [
      [most, null],
      [most + 1, null],
      [most + 2, 'tooMuch'],
    ] as const)
      t.is(open(compress(Buffer.alloc(length, 'x')))?.closed, closed, String(length));
  });

for (const [what, hex] of [
  ['nothing', '789c'],
  ['what is not compressed', '789cffffffffffff'],
  ['what makes no byte', '789c030000000001'],
] as const)
  test(`the mark of zlib before ${what} is none`, (t) => {
    const bytes = Buffer.from(hex, 'hex');
    t.deepEqual([open(bytes), looksLikeContainer(bytes)], [null, false]);
  });

test('zlib that is damaged behind its first thousand bytes is broken', (t) => {
  // One stored block of 1,100 bytes, and one of a type that does not exist (RFC 1951, 3.2.3).
  const bytes = Buffer.concat([
    Buffer.from('789c004c04b3fb', 'hex'),
    Buffer.alloc(1_100, 'x'),
    Buffer.from([7]),
  ]);
  t.is(open(bytes)?.closed, 'broken');
});

test('several members of gzip have one bound: one byte more tells that there is more', (t) => {
  const half = gzipSync(Buffer.alloc(most / 2, 'x'));
  const one = gzipSync('x');
  for (const rest of [[one], [one, one], [one, half]]) {
    const opened = open(Buffer.concat([half, half, ...rest]));
    t.is(opened?.closed, null);
    t.is(opened?.members.join('').length, most + 1);
  }
  t.is(open(Buffer.concat([half, half, half]))?.closed, 'tooMuch');
});

test('of what was cut off, what is there is looked into', (t) => {
  for (const packed of [gzipSync(text), deflateSync(text)]) {
    const opened = open(packed.subarray(0, -9));
    t.is(opened?.closed, 'broken');
    t.is(opened?.members.length, 1);
  }
  t.deepEqual(open(zstdCompressSync(text).subarray(0, -9)), { members: [], closed: 'broken' });
  const flushed = deflateSync(text, { finishFlush: constants.Z_SYNC_FLUSH });
  t.deepEqual(open(flushed), { members: [String(text)], closed: 'broken' });
});

/** A file of POSIX tar, padded to whole blocks. */
function tar(size: number, mark = 'ustar'): Buffer {
  const header = Buffer.alloc(512);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  header.write(mark, 257, 'latin1');
  return Buffer.concat([header, Buffer.alloc(Math.ceil(size / 512) * 512, 'x')]);
}

test('the files of a tar are its members, also one that is cut off', (t) => {
  const sizes = (bytes: Buffer) => openContainer(bytes, most)?.members.map(({ length }) => length);
  const files = Buffer.concat([tar(1), tar(0), tar(512), tar(513), tar(7)]);
  t.deepEqual(sizes(files), [1, 512, 513, 7]);
  t.deepEqual(sizes(Buffer.concat([files, Buffer.alloc(1024)])), [1, 512, 513, 7]);
  t.deepEqual(sizes(tar(600).subarray(0, 612)), [100]);
  t.deepEqual(sizes(tar(600).subarray(0, 512)), [0]);
  t.is(sizes(tar(1, 'xstar')), undefined);
  t.true(looksLikeContainer(tar(1)));
  t.false(looksLikeContainer(tar(1, 'xstar')));
});

const kinds: [magic: string, closed: Closed | null][] = [
  ['504b0304', 'archive'],
  ['504b0305', null],
  ['377abcaf271c', 'archive'],
  ['526172211a07', 'archive'],
  ['fd377a585a00', 'archive'],
  ['425a6839314159265359', 'archive'],
  ['425a6839314159265358', null],
  ['04224d18', 'archive'],
  ['1f9d90', 'archive'],
  ['1f9d89', 'archive'],
  ['1f9d09', 'archive'],
  ['1f9d10', 'archive'],
  ['1f9d88', null],
  ['1f9d20', null],
  ['1f9d91', null],
  ['5d00008000ffffffffffffffff', 'archive'],
  ['5d00000001d204000000000000', 'archive'],
  ['5d00000001d2040000a7000000', 'archive'],
  ['5d00000001d204000000000001', null],
  ['5d00010001ffffffffffffffff', null],
  ['4c5a4950', 'archive'],
  ['ff060000734e61507059', 'archive'],
  ['53616c7465645f5f', 'encrypted'],
  ['6167652d656e6372797074696f6e2e6f72672f', 'encrypted'],
  ['00474954435259505400', 'encrypted'],
  // Words that begin like zlib.
  ['7801ffff', null],
  ['785effff', null],
  ['61706956657273696f6e', null],
];

for (const [magic, closed] of kinds)
  test(`what begins with ${magic} is ${closed ?? 'no container'}`, (t) => {
    const bytes = Buffer.concat([Buffer.from(magic, 'hex'), Buffer.alloc(300, 0xa7)]);
    t.deepEqual(open(bytes), closed && { members: [], closed });
    t.is(looksLikeContainer(bytes), closed !== null);
  });
