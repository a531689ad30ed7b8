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
