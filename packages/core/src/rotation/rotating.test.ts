import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { openConfiguredSinks } from './rotating.js';

const texts: readonly (readonly [title: string, text: string | null])[] = [
  ['no configuration', null],
  ['one that names no sink', 'regions: [cn-hangzhou]\n'],
];

for (const [title, text] of texts) {
  test(`with ${title} there are no sinks, and nobody is signed in for them`, async (t) => {
    const settingsFolder = await mkdtemp(join(tmpdir(), 'ackring-rotating-'));
    t.teardown(() => rm(settingsFolder, { recursive: true, force: true }));
    if (text !== null) await writeFile(join(settingsFolder, 'rotation.yaml'), text);
    const open = () => Promise.reject(new Error('it was opened'));
    t.deepEqual(await openConfiguredSinks(null, { settingsFolder, open }), { sinks: [], holders: [] });
  });
}
