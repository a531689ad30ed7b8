import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { parseRotationConfiguration } from './configuration/configuration.js';
import { createRotating, openConfiguredSinks } from './rotating.js';

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

for (const yaml of ['', '# later', 'regions: [cn-hangzhou]', 'sinks: []']) {
  test(`nothing is renewed to be thrown away: apply refuses before it signs in, with ${yaml || 'nothing'}`, async (t) => {
    const rotating = createRotating({
      settingsFolder: '/nowhere',
      open: () => Promise.reject(new Error('it was opened')),
      origin: async () => ({ accountId: null, region: null }),
      journal: () => Promise.reject(new Error('it was recorded')),
      refuseWhenReadOnly: async () => undefined,
    });
    const configuration = parseRotationConfiguration(yaml, 'test');
    const error = await t.throwsAsync(rotating.apply({ configuration }), { code: 'ConfigurationInvalid' });
    t.regex(error?.message ?? '', /names no sink/);
    await t.throwsAsync(rotating.plan({ configuration }), { message: 'it was opened' });
  });
}
