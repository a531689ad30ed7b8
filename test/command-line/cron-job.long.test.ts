import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startCloud } from '@ackring/testkit/cloud';
import { functionWorld } from '@ackring/testkit/rotation/function-world';
import test from 'ava';
import * as v from 'valibot';
import { cronJobFleet, cronJobRotation, cronJobWorld, outcomesOf, paths } from './cron-job-world.js';
import { cronJobFilesContract, cronJobStatusContract } from './rotation-contracts.js';
import { createAckring } from './run-ackring.js';

test('a pod of the CronJob rotates the fleet with its token and the role that was written, as the function does', async (t) => {
  const { emulator, ackring, container } = await cronJobWorld(t);
  const { args, environment } = await container();
  const run = await ackring.run(args, { environment });
  t.is(run.code, 0, run.stdout + run.stderr);
  t.notRegex(run.stderr, /STS|warning/i);
  await using world = await functionWorld({ scenario: cronJobFleet, settings: cronJobRotation });
  t.deepEqual(outcomesOf(run.json()), outcomesOf(await world.run()));
  t.is(emulator.requests.count('AssumeRoleWithOIDC'), 1);
  // Whose turn it is today is tried: the role has no rights in the clusters, so they are asked for once more.
  await ackring.run(args, { environment });
  t.like((await ackring.run(args, { environment })).json(), { counts: { kept: 6, skipped: 1, failed: 0 } });
});

test('another account of the same cluster is not let in, and is told what to look at', async (t) => {
  const { ackring, container } = await cronJobWorld(t);
  const { args, environment } = await container('default');
  const run = await ackring.run(args, { environment });
  t.is(run.code, 4, run.stdout);
  t.regex(run.stderr, /the trust policy of acs:ram::\d+:role\/ackring-rotate/);
});

for (const [what, settings] of [
  ['a setting', 'verify: maybe\nsinks: [{kind: oss, bucket: ackring-kubeconfigs}]'],
  ['no sink', 'verify: skip'],
] as const) {
  test(`where nobody looks, a configuration that cannot be used is told to whom it names: ${what}`, async (t) => {
    const cloud = await startCloud(cronJobFleet);
    t.teardown(() => cloud[Symbol.asyncDispose]());
    const { cms } = cloud.emulator.services;
    const ackring = await createAckring(t, cloud.emulator);
    const file = join(ackring.home, 'rotation.yaml');
    await writeFile(file, `${settings}\nnotify: [{kind: cloudMonitor}]\n`);
    const apply = ['rotate', 'apply', '--config', file];
    t.is((await ackring.runHere(apply)).code, 2);
    t.deepEqual(cms.events, []);
    t.is((await ackring.runHere([...apply, '--unattended'])).code, 2);
    t.true(cms.events.some(({ name }) => name === 'ackring.outage'));
    t.is(cloud.emulator.requests.count('DescribeClusterUserKubeconfig'), 0);
  });
}

const refused: readonly (readonly [what: string, args: readonly string[], told: RegExp])[] = [
  ['a cluster without RRSA', ['a'], /Switch RRSA on/],
  ['a namespace', ['ops', '--namespace', 'A'], /--namespace cannot be/],
  ['an image', ['ops', '--image', 'a b'], /--image cannot be/],
  ['a schedule', ['ops', '--schedule', 'daily'], /--schedule cannot be/],
  ['a zone', ['ops', '--time-zone', 'a\nb'], /--time-zone cannot be/],
];

test('what no manifest can hold is refused, nothing is written, and nothing is written over', async (t) => {
  const cloud = await startCloud(cronJobFleet);
  t.teardown(() => cloud[Symbol.asyncDispose]());
  const ackring = await createAckring(t, cloud.emulator);
  const at = (name: string) => join(ackring.home, name);
  await writeFile(at('rotation.yaml'), cronJobRotation);
  const files = (args: readonly string[]) =>
    ackring.runHere(['cronjob', 'files', ...args, '--config', at('rotation.yaml'), '--out', at('deploy')]);
  for (const [what, args, told] of refused) {
    const run = await files(args);
    t.not(run.code, 0, what);
    t.regex(run.stderr, told, what);
  }
  t.like(await files(['ops', '--dry-run']), { code: 0, stderr: '' });
  t.false(existsSync(at('deploy')));
  t.regex((await files(['ops'])).stderr, /fill in the image/);
  t.is((await files(['ops'])).code, 6);
  t.is((await files(['ops', '--force', '--image', 'r.example.com/ackring@sha256:0'])).code, 0);
});

test('a chart is a folder, with the two policies beside it, and is not written over', async (t) => {
  const cloud = await startCloud(cronJobFleet);
  t.teardown(() => cloud[Symbol.asyncDispose]());
  const ackring = await createAckring(t, cloud.emulator);
  const at = (name: string) => join(ackring.home, name);
  await writeFile(at('rotation.yaml'), cronJobRotation);
  const asked = ['cronjob', 'files', 'ops', '--config', at('rotation.yaml'), '--helm', '--out', at('deploy')];
  const run = await ackring.runHere(asked);
  t.is(run.code, 0, run.stderr);
  t.regex(
    run.stderr,
    /fill in the image, then `helm upgrade --install ackring-rotate .+deploy\/ackring-rotate'?`/,
  );
  t.is(await readFile(at('deploy/ackring-rotate/rotation.yaml'), 'utf8'), cronJobRotation);
  for (const file of [
    'ackring-rotate/Chart.yaml',
    'ackring-rotate/templates/cronjob.yaml',
    'trust-policy.json',
  ])
    t.true(existsSync(at(`deploy/${file}`)), file);
  t.is((await ackring.runHere(asked)).code, 6);
  const json = await ackring.runHere([...asked, '--force', '--json', '--image', 'r.example.com/a:1']);
  const { files, manifests } = v.parse(cronJobFilesContract, json.json());
  t.is(files.length, 9);
  t.regex(manifests, /image: r\.example\.com\/a:1/);
});

test('a person sees when it ran, and monitoring whether it did', async (t) => {
  const { person, ackring, container, ask } = await cronJobWorld(t);
  t.is((await person.run(['get', 'ops'])).code, 0);
  const asked = ['cronjob', 'status', 'ack/cn-hangzhou/ops'];
  const status = await person.runHere([...asked, '--json']);
  t.is(status.code, 0, status.stderr);
  t.like(v.parse(cronJobStatusContract, status.json()), {
    namespace: 'ackring',
    image: 'registry.example.com/ackring:1',
    schedule: '0 4 * * *',
    timeZone: 'Asia/Shanghai',
    isSuspended: false,
    lastScheduled: null,
  });
  t.regex((await person.runHere(asked)).stdout, /^begun last +not reported$/m);
  const check = [...asked, '--check', '--config', join(person.home, 'rotation.yaml')];
  t.like(await person.runHere(check), {
    code: 1,
    stdout: 'WARNING - ackring/ackring-rotate: it has not run yet, its first time is still to come\n',
  });
  const { args, environment } = await container();
  t.is((await ackring.run(args, { environment })).code, 0);
  t.regex((await person.runHere(check)).stdout, /^OK - ackring\/ackring-rotate: ran at /);
  await ask('PATCH', `${paths['CronJob']}/ackring-rotate`, { spec: { suspend: true } });
  t.like(await person.runHere(check), {
    code: 2,
    stdout: 'CRITICAL - ackring/ackring-rotate: its timer is switched off\n',
  });
  t.like(await person.runHere([...check, '--namespace', 'none']), { code: 2 });
});
