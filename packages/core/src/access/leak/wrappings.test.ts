import { brotliCompressSync, deflateRawSync, gzipSync } from 'node:zlib';
import { randomFrom } from '@ackring/testkit/random';
import { makeSpecimen, specimenUid } from '@ackring/testkit/specimen';
import { byteWrappings, textWrappings } from '@ackring/testkit/wrappings';
import test from 'ava';
import type { Closed } from './containers.js';
import { deepest, layersOf } from './layers.js';
import { leaksIn, type TooLarge, tooLargeBy } from './leaks-in.js';

// Whatever usual tools wrap a kubeconfig in, it is found, or it is said that something was not looked into.

function lookInto(bytes: Buffer) {
  const { leaks, closed } = leaksIn(bytes);
  return {
    closed: [...closed],
    found: leaks.map(({ finding: { hasKey, certificate } }) => [certificate.uid, hasKey]),
  };
}

const found = [[specimenUid, true]];

for (const wrapping of [...byteWrappings, ...textWrappings]) {
  test(`a kubeconfig is found in ${wrapping.name}`, async (t) => {
    const { yaml } = await makeSpecimen();
    const bytes = wrapping.wrap(Buffer.from(yaml), randomFrom(1));
    t.deepEqual(lookInto(bytes), { closed: [], found }, bytes.toString('latin1', 0, 200));
  });
}

const isText = (bytes: Buffer): boolean => !bytes.includes(0) && !bytes.toString().includes('\uFFFD');

test('lines that were each cut once more are whole again', async (t) => {
  const { yaml } = await makeSpecimen();
  const outer = textWrappings.find(({ name }) => name === 'quoted-printable');
  for (const inner of [...byteWrappings, ...textWrappings]) {
    const bytes = inner.wrap(Buffer.from(yaml), randomFrom(1));
    if (outer && isText(bytes))
      t.deepEqual(lookInto(outer.wrap(bytes, randomFrom(1))).found, found, inner.name);
  }
});

test('a list of numbers holds every byte, and what is none of them ends it', async (t) => {
  const { yaml } = await makeSpecimen();
  const packed = gzipSync(yaml + specimenUid.repeat(20));
  t.true(packed.includes(255));
  for (const before of ['', '256, ', '999, 7, 256, '])
    t.deepEqual(lookInto(Buffer.from(`[${before}${[...packed].join(', ')}, 256]`)), { closed: [], found });
});

test('beyond the bound it is said that something was not looked into', async (t) => {
  const { yaml } = await makeSpecimen();
  let text = yaml;
  for (let layer = 0; layer < deepest; layer += 1) text = Buffer.from(text).toString('base64');
  t.deepEqual(lookInto(Buffer.from(text)), { closed: [], found });
  t.deepEqual(lookInto(Buffer.from(Buffer.from(text).toString('base64'))), {
    closed: ['tooDeep'],
    found: [],
  });
});

for (const [what, wrap] of [
  ['gzip', (bytes) => gzipSync(bytes)],
  [
    'gzip and brotli by turns',
    (bytes, layer) => (layer % 2 === 0 ? gzipSync(bytes) : brotliCompressSync(bytes)),
  ],
  ['escaped JSON', (bytes) => Buffer.from(JSON.stringify({ token: String(bytes) }))],
] as const satisfies [string, (bytes: Buffer, layer: number) => Buffer][])
  test(`${what}, one in another, is looked into up to the bound, and beyond it that is said`, async (t) => {
    let bytes = Buffer.from((await makeSpecimen()).yaml);
    for (let layer = 0; layer < deepest; layer += 1) bytes = Buffer.from(wrap(bytes, layer));
    // By chance the innermost bytes may look like one that begins with no mark, too: only what is found is certain.
    t.deepEqual(lookInto(bytes).found, found);
    t.true(lookInto(wrap(bytes, deepest)).closed.includes('tooDeep'));
  });

for (const [what, compress] of [
  ['brotli', brotliCompressSync],
  ['a bare deflate', deflateRawSync],
] as const)
  test(`${what} is seen for what it is up to three times in another`, async (t) => {
    let bytes = Buffer.from((await makeSpecimen()).yaml);
    for (let times = 1; times <= 3; times += 1) {
      bytes = Buffer.from(compress(bytes));
      t.deepEqual(lookInto(bytes).found, found, String(times));
    }
    t.deepEqual(lookInto(Buffer.from(compress(bytes))).found, []);
  });

/** In a tar, each with another content. */
function tarOf(files: number): Buffer {
  const bytes = Buffer.alloc(files * 1_024);
  for (let at = 0; at < files; at += 1) {
    bytes.write('00000000010', at * 1_024 + 124);
    bytes.write('ustar', at * 1_024 + 257);
    bytes.write(at.toString(36).padStart(8), at * 1_024 + 512);
  }
  return bytes;
}

test('of more than can be looked into it is said, and up to that nothing', (t) => {
  t.deepEqual(lookInto(tarOf(20_000)).closed, []);
  t.deepEqual(lookInto(tarOf(20_001)).closed, ['tooMuch']);
  // A zip is looked at and not opened, however large it is.
  const zipOf = (length: number) => Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(length - 4)]);
  t.deepEqual(lookInto(zipOf(64 * 1_048_576)).closed, ['archive']);
  t.deepEqual(lookInto(zipOf(64 * 1_048_576 + 1)).closed, ['tooMuch']);
});

test('bombs beside each other are not opened all at once, and what lies behind them is found', async (t) => {
  const { yaml } = await makeSpecimen();
  const large = (byte: number) =>
    Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(40 * 1_048_576, byte)]);
  const members = [gzipSync(large(1)), gzipSync(large(2)), gzipSync(yaml)];
  const tar = Buffer.concat(
    members.flatMap((member) => {
      const header = Buffer.alloc(512);
      header.write(`${member.length.toString(8).padStart(11, '0')}\0`, 124);
      header.write('ustar', 257);
      return [header, member, Buffer.alloc(511 - ((member.length + 511) % 512))];
    }),
  );
  t.deepEqual(lookInto(tar), { closed: ['tooMuch', 'archive'], found });
});

const withZeroAt = (at: number) => Buffer.from(`${'x'.repeat(at)}\0`.padEnd(200, 'x'));

const heads: readonly (readonly [what: string, head: Buffer, kind: TooLarge])[] = [
  ['a text', Buffer.from('token: x\n'.repeat(20)), 'tooLarge'],
  ['a text in UTF-16', Buffer.from('token: x\n'.repeat(20), 'utf16le'), 'tooLarge'],
  [
    'a text with a byte that is none',
    Buffer.from([...Buffer.from('token: x\n'.repeat(20)), 0xff]),
    'tooLarge',
  ],
  ['bytes without a zero', Buffer.alloc(200, 7), 'tooLarge'],
  ['bytes with zeros', Buffer.from('\x7fELF\0\x01\x02\0'.repeat(20)), 'largeBinary'],
  ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452'.repeat(8), 'hex'), 'largeBinary'],
  ['a text with a zero at its 95th place', withZeroAt(94), 'tooLarge'],
  ['a text with a zero at its 94th place', withZeroAt(93), 'largeBinary'],
  ['gzip', gzipSync('token: x'), 'largeArchive'],
  ['a zip', Buffer.from('504b030414000000'.repeat(8), 'hex'), 'largeArchive'],
];

for (const [what, head, kind] of heads)
  test(`${what} that is too large is ${kind}`, (t) => {
    t.is(tooLargeBy(head), kind);
  });

const shares: readonly (readonly [
  what: string,
  units: readonly (readonly [code: number, count: number])[],
  isWide: boolean,
])[] = [
  [
    '41 of 100 letters of ASCII',
    [
      [0x61, 41],
      [0x4e2d, 59],
    ],
    true,
  ],
  [
    '39 of 100 letters of ASCII',
    [
      [0x61, 39],
      [0x4e2d, 61],
    ],
    false,
  ],
  [
    '9 of 100 letters that end in a zero',
    [
      [0x61, 91],
      [0x100, 9],
    ],
    true,
  ],
  [
    '11 of 100 letters that end in a zero',
    [
      [0x61, 89],
      [0x100, 11],
    ],
    false,
  ],
];

for (const [what, units, isWide] of shares)
  for (const order of ['the lower byte first', 'the higher byte first'])
    test(`bytes that were UTF-16 with ${what}, ${order}, are ${isWide ? '' : 'not '}read as such`, (t) => {
      const text = units.map(([code, count]) => String.fromCharCode(code).repeat(count)).join('');
      const bytes = Buffer.from(text, 'utf16le');
      const ordered = (units: Buffer) => (order.startsWith('the lower') ? units : units.swap16());
      const [marked] = layersOf(ordered(Buffer.from(`\uFEFF${text}`, 'utf16le')));
      t.is(marked?.text, text, 'with a byte order mark in any case');
      const [first] = layersOf(ordered(bytes));
      t.is(first?.text === text, isWide);
    });

for (const [length, isLookedInto] of [
  [60, false],
  [61, true],
] as const)
  test(`a value behind ${length} characters of its field is ${isLookedInto ? 'looked into' : 'left to the field'}`, (t) => {
    const inner = `${specimenUid} `.repeat(20);
    const field = `certificate-authority-data${' '.repeat(9)}:${' '.repeat(9)}"`;
    const before = field.replace(' ', `${'\\'.repeat(length - field.length)} `);
    t.is(before.length, length);
    const layers = [...layersOf(Buffer.from(`${before}${Buffer.from(inner).toString('base64')}"`))];
    t.is(
      layers.some(({ text }) => text === inner),
      isLookedInto,
    );
  });

const closedKind = test.macro<[bytes: Buffer, expected: Closed]>({
  exec(t, bytes, expected) {
    t.deepEqual(lookInto(bytes), { closed: [expected], found: [] });
    const encoded = Buffer.from(Buffer.concat([bytes, Buffer.alloc(200, 32)]).toString('base64'));
    t.deepEqual(lookInto(encoded), { closed: [expected], found: [] }, 'in base64');
  },
  title: (title) => `${title} is not looked into, and said`,
});

const filled = (magic: string): Buffer => Buffer.concat([Buffer.from(magic, 'hex'), Buffer.alloc(300, 0xa7)]);

test('a zip archive', closedKind, filled('504b0304'), 'archive');
test('a 7z archive', closedKind, filled('377abcaf271c'), 'archive');
test('a rar archive', closedKind, filled('526172211a07'), 'archive');
test('xz', closedKind, filled('fd377a585a00'), 'archive');
test('bzip2', closedKind, filled('425a6839314159265359'), 'archive');
test('what openssl enc wrote', closedKind, filled('53616c7465645f5f'), 'encrypted');
test(
  'a file of age',
  closedKind,
  Buffer.from(`age-encryption.org/v1\n-> X25519 ${'x'.repeat(99)}\n`),
  'encrypted',
);
test(
  'an Ansible vault',
  closedKind,
  Buffer.from(`x: |\n  $ANSIBLE_VAULT;1.1;AES256\n${'6'.repeat(39)}\n`),
  'encrypted',
);
test(
  'a file of sops',
  closedKind,
  Buffer.from(
    `token: ENC[AES256_GCM,data:${'x'.repeat(99)},iv:eQ==,tag:eQ==,type:str]\n${'y: z\n'.repeat(40)}`,
  ),
  'encrypted',
);
test(
  'a mail of PGP',
  closedKind,
  Buffer.from(`hello\n-----BEGIN PGP MESSAGE-----\n\n${'word: x\n'.repeat(40)}`),
  'encrypted',
);
test('a bomb', closedKind, gzipSync(Buffer.alloc(80 * 1_048_576)), 'tooMuch');

test('of what was cut off, the rest is told', async (t) => {
  const { yaml } = await makeSpecimen();
  const whole = gzipSync(yaml + specimenUid.repeat(20));
  t.deepEqual(lookInto(whole.subarray(0, whole.length - 16)), { closed: ['broken'], found });
  t.deepEqual(lookInto(whole.subarray(0, 100)).closed, ['broken']);
});

for (const [what, compress] of [
  ['a bare deflate', deflateRawSync],
  ['brotli', brotliCompressSync],
] as const)
  test(`${what}, which begins with no mark, is not passed over where it is cut off`, async (t) => {
    const { yaml } = await makeSpecimen();
    const whole = compress(Buffer.from(yaml + specimenUid.repeat(20)));
    t.deepEqual(lookInto(whole).closed, []);
    t.deepEqual(lookInto(Buffer.concat([whole, Buffer.from('what follows')])).found, found);
    t.is(lookInto(whole.subarray(0, 3_500)).found[0]?.[0], specimenUid);
    for (const length of [200, 1_000, 1_024, 1_025, 3_000, whole.length - 1]) {
      t.deepEqual(lookInto(whole.subarray(0, length)).closed, ['broken'], String(length));
      const inBase64 = Buffer.from(whole.subarray(0, length).toString('base64'));
      t.deepEqual(lookInto(inBase64).closed, ['broken'], `base64 of ${length}`);
    }
  });

test('ordinary files are neither a finding nor something that was not looked into', (t) => {
  const random = randomFrom(7);
  const word = () =>
    String.fromCharCode(...Array.from({ length: 1 + random.below(9) }, () => 97 + random.below(26)));
  const prose = Array.from({ length: 20_000 }, () => word() + random.one([' ', '\n', ', ', '. '])).join('');
  const picture = Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    Buffer.from(Array.from({ length: 4_000 }, () => random.below(256))),
  ]);
  const hashes = Array.from({ length: 400 }, () =>
    Array.from({ length: 64 }, () => random.below(16).toString(16)).join(''),
  ).join('\n');
  const css = `.a{background:url(data:image/png;base64,${picture.toString('base64')})}`;
  const code = JSON.stringify({ sources: [prose], mappings: 'AAAA;AACA,'.repeat(900), css });
  const onIt = 'const marks = ["-----BEGIN PGP MESSAGE-----", "$ANSIBLE_VAULT;1.1", "ENC[AES256_GCM,"];\n';
  // With its escapes undone, a pattern is not yet what it looks for.
  const patterns = String.raw`const marks = [/^[ \t]*token/, /ENC\[AES256_GCM,data:\w/, /data:(.+),iv:(.+)/];`;
  const texts = [onIt, `${patterns}\n`].map((text) => text.repeat(9));
  for (const content of [...texts, prose, picture, hashes, css, code, word().repeat(9_000)])
    t.deepEqual(lookInto(Buffer.from(content)), { closed: [], found: [] });
});

// Base64 that begins some signs too early decodes to noise and then to text, which a decompressor may pass through.
for (const noise of ['51c5', '89d1b0', '09589e52', '783bfd1f', '0de1947473'])
  test(`what stands behind ${noise} as it is was looked into: nothing of it is said to be broken`, (t) => {
    const text = Buffer.from(specimenUid.repeat(8)).toString('base64');
    t.deepEqual(lookInto(Buffer.concat([Buffer.from(noise, 'hex'), Buffer.from(text)])).closed, []);
  });

test('what was stored uncompressed, and then cut off, is found', async (t) => {
  const { yaml } = await makeSpecimen();
  const stored = deflateRawSync(yaml.repeat(3), { level: 0 });
  t.deepEqual(lookInto(stored.subarray(0, -90)), { closed: [], found });
});
