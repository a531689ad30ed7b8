import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type WorldPlace, worldPlace } from '@ackring/testkit/world-place';
import test, { type ExecutionContext } from 'ava';
import type { Cluster } from '../../words/cluster.js';
import { AckringError } from '../../words/errors.js';
import { createWorld, type World } from '../../world.js';
import type { RevokeStep } from './revoke-plan.js';

// A revoke as started from a terminal: the files of a home folder and the sinks of a rotation, in an embedded cloud.

const scenario = {
  identities: [{ name: 'mei' }],
  clusters: [{ name: 'prod', holders: { ops: { daysLeft: 900 }, mei: { daysLeft: 900 } } }],
};

interface Setting extends WorldPlace {
  readonly world: World;
  readonly cluster: Cluster;
  /** Writes `rotation.yaml` of the settings folder, with one folder as the only sink. */
  configure(folder: string): Promise<void>;
}

async function setting(t: ExecutionContext): Promise<Setting> {
  const place = await worldPlace(t, createWorld, { scenario });
  const world = place.open();
  const configure = async (folder: string): Promise<void> => {
    await mkdir(join(place.home, 'config'), { recursive: true });
    const sinks = `sinks: [{ kind: file, directory: ${JSON.stringify(join(place.home, folder))} }]\n`;
    await writeFile(join(place.home, 'config', 'rotation.yaml'), sinks);
  };
  return { ...place, world, cluster: await world.findCluster('prod'), configure };
}

async function rotate({ rotation }: World): Promise<void> {
  await rotation.apply({ file: null, configuration: await rotation.configuration(null) });
}

async function stored({ home, cluster }: Setting, folder: string): Promise<string> {
  return readFile(join(home, folder, cluster.id, 'self.yaml'), 'utf8');
}

const told = (steps: readonly RevokeStep[]): readonly string[] =>
  steps.map(({ step, subject, result }) => `${step} ${subject ?? ''} ${result}`);

test('without a configured rotation no sink is known', async (t) => {
  const { world, cluster } = await setting(t);
  const { sinks } = await world.incident.planRevoke(cluster);
  t.deepEqual(sinks, { kind: 'none' });
});

test('a sink that holds it is in the plan, gets the new one, and shows that the old one is dead', async (t) => {
  const here = await setting(t);
  const { world, cluster, home, configure } = here;
  await configure('keys');
  await rotate(world);
  const before = await stored(here, 'keys');
  const plan = await world.incident.planRevoke(cluster);
  const place = `file:${join(home, 'keys')} as self`;
  if (plan.sinks.kind !== 'searched') return t.fail(plan.sinks.kind);
  t.deepEqual(
    plan.sinks.places.map(({ sink, holder, copy }) => [`${sink} as ${holder}`, copy.kind]),
    [[place, 'held']],
  );
  const { steps } = await world.incident.applyRevoke(plan, { confirm: 'prod' });
  t.deepEqual(told(steps), [
    `proveAlive ${place} done`,
    'revoke  done',
    'fetch public, long-term done',
    `deliver ${place} done`,
    `verify ${place} done`,
    'proveOldDead  done',
  ]);
  t.not(await stored(here, 'keys'), before);
});

test('somebody else’s copy in a sink is not replaced', async (t) => {
  const here = await setting(t);
  const { world, cluster, emulator, open, configure } = here;
  await configure('keys');
  const { accessKeyId = '', accessKeySecret = '' } = emulator.identities['mei'] ?? {};
  const keys = { ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId, ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret };
  await rotate(open({}, keys));
  const { sinks } = await world.incident.planRevoke(cluster);
  t.deepEqual(sinks, { kind: 'searched', places: [] });
});

test('the account root’s copy in a sink is its own, and nobody else’s', async (t) => {
  const { world, cluster, emulator, open, configure } = await setting(t);
  await configure('keys');
  const { accessKeyId = '', accessKeySecret = '' } = emulator.identities['root'] ?? {};
  const keys = { ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId, ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret };
  const byRoot = open({}, keys);
  await rotate(byRoot);
  const found = async ({ incident }: World) => {
    const { sinks } = await incident.planRevoke(cluster);
    return sinks.kind === 'searched' ? sinks.places.length : sinks.kind;
  };
  t.deepEqual([await found(byRoot), await found(world)], [1, 0]);
});

test('a broken configuration in the settings folder does not prevent a revoke; a named one must be readable', async (t) => {
  const { world, cluster, home, configure } = await setting(t);
  await configure('keys');
  const broken = join(home, 'config', 'rotation.yaml');
  await writeFile(broken, 'sinks: [');
  const plan = await world.incident.planRevoke(cluster);
  t.like(plan, { verdict: 'revoke', sinks: { kind: 'unreadable', error: { code: 'ConfigurationInvalid' } } });
  t.is((await world.incident.applyRevoke(plan, { confirm: 'prod' })).revoked, 'yes');
  await t.throwsAsync(world.incident.planRevoke(cluster, { config: broken }), {
    code: 'ConfigurationInvalid',
  });
});

test('a cancelled plan is not made', async (t) => {
  const { world, cluster, configure } = await setting(t);
  await configure('keys');
  const signal = AbortSignal.abort();
  await t.throwsAsync(world.incident.planRevoke(cluster, { signal }), {
    instanceOf: AckringError,
    code: 'Cancelled',
  });
});

test('a place whose sink is gone since the plan, or was unreadable, is reported and skipped', async (t) => {
  const here = await setting(t);
  const { world, cluster, home, configure } = here;
  await configure('keys');
  await rotate(world);
  const before = await stored(here, 'keys');
  const plan = await world.incident.planRevoke(cluster);
  await configure('others');
  const gone = await world.incident.applyRevoke(plan, { confirm: 'prod' });
  t.true(
    told(gone.steps).includes(`deliver file:${join(home, 'keys')} as self skipped`),
    told(gone.steps).join(),
  );
  t.is(await stored(here, 'keys'), before);
  t.deepEqual(await readdir(home).then((names) => names.includes('others')), false);
  await configure('keys');
  await writeFile(join(home, 'keys', cluster.id, 'self.yaml'), 'contexts: [');
  const unread = await world.incident.planRevoke(cluster);
  const { steps } = await world.incident.applyRevoke(unread, { confirm: 'prod' });
  const skipped = steps.find(({ step }) => step === 'deliver');
  t.like(skipped, { result: 'skipped', error: { code: 'KubeconfigInvalid' } });
});

test('a file that was written from here and is none of kubectl’s is named, whatever leads to those that are', async (t) => {
  const { world, cluster, kubeconfig, home } = await setting(t);
  const fetchInto = async (file: string | null, contextName: string): Promise<unknown> =>
    world.acquire(
      await world.planAcquire({
        ...({ cluster, access: 'auto', use: false, verify: false, durationMinutes: 60 } as const),
        ...{ destination: { kind: 'merge', file }, contextName },
      }),
    );
  const [other, gone, linked] = ['other.yaml', 'gone.yaml', 'linked.yaml'].map((name) => join(home, name));
  await fetchInto(null, 'own');
  await fetchInto(other ?? '', 'elsewhere');
  await fetchInto(gone ?? '', 'lost');
  await rm(gone ?? '');
  await rename(kubeconfig, linked ?? '');
  await symlink(linked ?? '', kubeconfig);
  await fetchInto(null, 'again');
  const plan = await world.incident.planRevoke(cluster);
  const namesOf = (entries: typeof plan.contexts) => entries.map(({ context }) => context).toSorted();
  t.deepEqual(namesOf(plan.contexts), ['again', 'own']);
  t.deepEqual(namesOf(plan.elsewhere), ['elsewhere']);
  t.is(plan.elsewhere[0]?.file, other);
});

test('the long-term copy serves as witness, and a certificate in a separate file is replaced', async (t) => {
  const here = await setting(t);
  const { world, cluster, kubeconfig, home } = here;
  const asked = {
    cluster,
    access: 'auto',
    destination: { kind: 'merge', file: null },
    use: false,
    verify: false,
  } as const;
  const fetch = async (contextName: string, durationMinutes: number | null) =>
    world.acquire(await world.planAcquire({ ...asked, contextName, durationMinutes }));
  await fetch('short', 60);
  await fetch('long', null);
  const text = await readFile(kubeconfig, 'utf8');
  const pem = [...text.matchAll(/client-certificate-data: (\S+)/g)].map(([, each = '']) => each);
  const key = [...text.matchAll(/client-key-data: (\S+)/g)].map(([, each = '']) => each);
  // The long-term one, merged last, is in files of its own.
  const [certificateFile, keyFile] = [join(home, 'client.crt'), join(home, 'client.key')];
  await writeFile(certificateFile, Buffer.from(pem[1] ?? '', 'base64'));
  await writeFile(keyFile, Buffer.from(key[1] ?? '', 'base64'), { mode: 0o600 });
  const linked = text
    .replace(`client-certificate-data: ${pem[1]}`, `client-certificate: ${certificateFile}`)
    .replace(`client-key-data: ${key[1]}`, `client-key: ${keyFile}`);
  await writeFile(kubeconfig, linked);
  const plan = await world.incident.planRevoke(cluster);
  t.deepEqual(plan.contexts.map(({ context }) => context).toSorted(), ['long', 'short']);
  const { steps } = await world.incident.applyRevoke(plan, { confirm: 'prod' });
  t.deepEqual(
    steps.filter(({ result }) => result !== 'done'),
    [],
  );
  t.is(steps.find(({ step }) => step === 'proveAlive')?.subject, 'long');
  const after = await readFile(kubeconfig, 'utf8');
  t.notRegex(after, /client-certificate: /);
  t.is([...after.matchAll(/client-certificate-data: /g)].length, 2);
  t.false(after.includes(pem[0] ?? ''));
  await rm(certificateFile);
});
