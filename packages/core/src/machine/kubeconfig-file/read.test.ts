import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { systemClock } from '../clock.js';
import { holdsBytes } from '../files/named-file.js';
import { createKubeconfigFiles } from './kubeconfig-file.js';
import { bytesOf } from './read.js';

// Characters of one to four bytes, the long ones at every place where a step could end.
const texts = [0, 1, 2, 3].map((shift) => `${'x'.repeat(shift)}${'a\u00e9\u6771\u{1f511}'.repeat(100_000)}`);

test('a text in pieces has the bytes of the whole text', (t) => {
  for (const text of texts) {
    const pieces = [text.slice(0, 5), '', text.slice(5)];
    t.true(Buffer.concat([...copied(pieces)]).equals(Buffer.from(text)));
  }
  t.deepEqual([...bytesOf([''])], []);
});

function* copied(pieces: readonly string[]): Generator<Uint8Array> {
  for (const bytes of bytesOf(pieces)) yield Uint8Array.from(bytes);
}

test('a file holds a text only with every byte of it, and no more', async (t) => {
  const file = await temporaryFile(t.teardown);
  const [text = ''] = texts;
  for (const [found, holds] of [
    [text, true],
    [`${text}x`, false],
    [text.slice(0, -2), false],
    [`${text.slice(0, -2)}\u{1f512}`, false],
    [`y${text.slice(1)}`, false],
    ['', false],
  ] as const) {
    await writeFile(file, found);
    t.is(holdsBytes(file, bytesOf([text])), holds);
  }
  t.true(holdsBytes(file, bytesOf([''])));
});

test('a file that was read and then written by somebody else is edited as it is now', async (t) => {
  const file = await temporaryFile(t.teardown);
  const files = createKubeconfigFiles({
    environment: {},
    home: join(file, '..'),
    stateDirectory: join(file, '..', 'state'),
    clock: systemClock,
  });
  const seen: (string | null)[] = [];
  const edit = () =>
    files.edit(file, (text) => {
      seen.push(text);
      return null;
    });
  const before = 'current-context: é\nkind: Config\n';
  await writeFile(file, before);
  const reading = await files.readAll([file]);
  await edit();
  const after = before.replace('é', 'ü');
  await writeFile(file, after);
  await edit();
  t.deepEqual(seen, [before, after]);
  t.is(reading.texts.get(file), before);
  t.is(reading.kubeconfigs.length, 1);
});

async function temporaryFile(teardown: (end: () => Promise<void>) => void): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-content-'));
  teardown(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'config');
}
