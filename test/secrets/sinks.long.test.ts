import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { writeSettingsFile } from '../settings-file.js';
import { keptOnlyIn, showsNoSecret } from './expectations.js';
import { keptFiles } from './kept-files.js';
import type { Marks } from './marks.js';
import { receivers, storeReceivers } from './receivers.js';
import { watchCloud } from './watched-cloud.js';
import { watchProgram } from './watched-program.js';

// A sink holds keys where it is meant to: not in a name, a description, a label or a log around them.

const scenario = {
  clusters: [
    { name: 'prod', holders: { ops: { daysLeft: 100 } } },
    { name: 'hub', holders: { ops: { daysLeft: 900 } } },
  ],
} as const;

const placesInCloud = [
  /^kms\/secrets\/\d+\/versions\/\d+\/data$/,
  /^oss\/\d+\/objects\/\d+\/data$/,
  /^objects\/\d+\/objects\/\d+\/1\/data\/[^/]+$/,
];
const placesAtHome = [
  /^\.kube\/config$/,
  /^keys\/c[0-9a-f]{32}\/(\.versions\/self\/)?[^/]+\.yaml$/,
  /^\.local\/state\/ackring\/kubeconfig-backups\/[^/]+\/\d+\.kubeconfig$/,
];

test('four sinks hold keys where keys are meant to be, and nowhere around', async (t) => {
  const emulator = await startEmulator({ scenario });
  t.teardown(() => emulator.stop());
  const cloud = watchCloud(emulator, 'ops');
  const program = await watchProgram(t, emulator);
  await storeReceivers(emulator, cloud);
  await writeSettingsFile(
    program.home,
    'rotation.yaml',
    `sinks:
  - {kind: file, directory: "${program.home}/keys"}
  - {kind: kms, prefix: "ackring/"}
  - {kind: oss, bucket: ackring-kubeconfigs, prefix: "keys/"}
  - {kind: kubernetesSecret, context: hub, namespace: default, name: "{cluster}"}
notify:${receivers(cloud.pager.url)}`,
  );
  t.is((await program.run(['get', 'hub', '--long-term', '--context', 'hub'])).code, 0);
  for (const args of [
    ['rotate', 'apply'],
    ['rotate', 'apply', '--json'],
    ['revoke', 'prod', '--json'],
    ['revoke', 'prod', '--confirm', 'prod', '--json'],
  ]) {
    const ran = await program.run(args);
    t.true(ran.code === 0 || args.at(-2) === 'prod', `${args}: ${ran.stdout}${ran.stderr}`);
  }
  const marks = cloud.marks();
  showsNoSecret(t, marks, [...(await program.told()), ...cloud.told()]);
  keptOnlyIn(t, marks, { files: await keptFiles(program.home), places: placesAtHome });

  const folder = await mkdtemp(join(tmpdir(), 'ackring-sinks-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  await emulator.save(folder);
  const read = async (name: string) => JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8'));
  const { clusters } = await read('world');
  const kept = {
    kms: await read('kms'),
    oss: await read('oss'),
    sls: await read('sls'),
    objects: clusters.map(({ objects }: { objects: unknown }) => objects),
  };
  const holding = [...leaves(kept, '')].filter(([, text]) => holds(marks, text)).map(([path]) => path);
  t.deepEqual(
    holding.filter((path) => !placesInCloud.some((place) => place.test(path))),
    [],
  );
  for (const place of placesInCloud)
    t.true(
      holding.some((path) => place.test(path)),
      `${place}`,
    );
});

/** As it is, and as what it may encode. */
function holds(marks: Marks, text: string): boolean {
  return marks.foundIn(`${text}\n${Buffer.from(text, 'base64').toString('latin1')}`).length > 0;
}

/** Every string in a JSON value with its path; keys count too. */
function* leaves(value: unknown, path: string): Generator<readonly [path: string, text: string]> {
  if (typeof value === 'string') yield [path, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    const place = path === '' ? key : `${path}/${key}`;
    yield [`key ${place}`, key];
    yield* leaves(item, place);
  }
}
