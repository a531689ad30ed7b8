import { randomFrom } from '@ackring/testkit/random';
import { makeSpecimen, specimenUid } from '@ackring/testkit/specimen';
import { byteWrappings, textWrappings, type Wrapping } from '@ackring/testkit/wrappings';
import test from 'ava';
import { leaksIn } from './leaks-in.js';

for (const { name, wrap } of [...byteWrappings, ...textWrappings]) {
  test(`it is found in ${name}, whatever chance made of that`, async (t) => {
    const { yaml } = await makeSpecimen();
    for (const seed of [2, 3, 4, 5, 6, 7, 8]) {
      const bytes = wrap(Buffer.from(yaml), randomFrom(seed));
      const { leaks, closed } = leaksIn(bytes);
      const found = leaks.map(({ finding: { hasKey, certificate } }) => [certificate.uid, hasKey]);
      t.deepEqual([found, [...closed]], [[[specimenUid, true]], []], bytes.toString('latin1', 0, 200));
    }
  });
}

const isText = (bytes: Buffer): boolean => !bytes.includes(0) && !bytes.toString().includes('\uFFFD');

// Some in five cost seconds to be looked into, up to the bound.
test('wrapped at random, one in another, it is found up to the bound, and never passed over in silence', async (t) => {
  const { yaml } = await makeSpecimen();
  const random = randomFrom(301_129);
  for (let round = 0; round < 250; round += 1) {
    let bytes: Buffer = Buffer.from(yaml);
    const names: string[] = [];
    const depth = 1 + random.below(5);
    for (let layer = 0; layer < depth; layer += 1) {
      const choices: readonly Wrapping[] = isText(bytes)
        ? [...byteWrappings, ...textWrappings]
        : byteWrappings;
      const { name, wrap } = random.one(choices);
      names.push(name);
      bytes = wrap(bytes, random);
    }
    const { leaks, closed } = leaksIn(bytes);
    const label = `round ${round}: ${names.join(' > ')}`;
    const found = leaks.map(({ finding: { hasKey, certificate } }) => [certificate.uid, hasKey]);
    if (depth <= 3) t.deepEqual(found, [[specimenUid, true]], label);
    else t.true(closed.size > 0 || found.length === 1, label);
  }
});

/** Each as many bytes as a file may have that is looked into in a test. */
const hostile: readonly (readonly [string, (size: number) => string])[] = [
  ['one letter', (size) => 'A'.repeat(size)],
  ['lines of one letter', (size) => 'A\n'.repeat(size / 2)],
  [
    'lines growing longer',
    (size) => Array.from({ length: Math.sqrt(size) * 1.4 }, (_, at) => 'B'.repeat(at)).join('\n'),
  ],
  ['percent signs', (size) => '%25'.repeat(size / 3)],
  ['escapes', (size) => '\\\\'.repeat(size / 2)],
  ['entities', (size) => '&amp;'.repeat(size / 5)],
  ['soft line breaks', (size) => '=\n'.repeat(size / 2)],
  ['quotation marks of mails', (size) => '>'.repeat(size)],
  ['base64 of base64', (size) => nested('x'.repeat(400), size)],
  [
    'runs that decode to text',
    (size) => `${Buffer.from('plain text, '.repeat(20)).toString('base64')} `.repeat(size / 330),
  ],
  ['names of fields', (size) => 'client-certificate-data: '.repeat(size / 25)],
];

function nested(text: string, size: number): string {
  let longer = text;
  while (longer.length < size) longer = Buffer.from(`${longer}\n${longer}`).toString('base64');
  return longer.slice(0, size);
}

test('no text takes longer than in proportion to its length', (t) => {
  for (const [name, make] of hostile) {
    const time = (size: number) => {
      const bytes = Buffer.from(make(size));
      // The processor's time, and not the day's: others use it as well.
      const start = process.cpuUsage();
      leaksIn(bytes);
      return process.cpuUsage(start).user / 1_000;
    };
    time(100_000);
    const [short, long] = [time(100_000), time(1_600_000)];
    // Sixteen times as long: the square would be 256 times.
    t.true(long < 64 * Math.max(short, 20), `${name}: ${short} ms, then ${long} ms`);
  }
});
