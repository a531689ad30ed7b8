import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { writeSettingsFile } from '../settings-file.js';
import { type Ackring, createAckring } from './run-ackring.js';

const revokeContract = v.object({
  plan: v.array(
    v.object({
      cluster: v.string(),
      contexts: v.array(v.object({ context: v.string(), serial: v.nullable(v.string()) })),
      sinks: v.picklist(['none', 'unreadable', 'searched']),
      places: v.array(
        v.object({
          sink: v.string(),
          holder: v.string(),
          serial: v.nullable(v.string()),
          error: v.nullable(v.object({ code: v.string(), message: v.string() })),
        }),
      ),
    }),
  ),
  applied: v.array(v.object({ step: v.string(), subject: v.nullable(v.string()), result: v.string() })),
  revoked: v.picklist(['yes', 'no', 'unknown']),
});

const rotation = `
select: {names: [prod]}
sinks:
  - {kind: file, directory: keys}
  - {kind: kms, prefix: "ackring/", keyId: "key-hzz65f176a0ogplgq1234", instanceId: "kst-hzz65f176a0ogplgqabcd"}
  - {kind: oss, bucket: ackring-kubeconfigs, prefix: "keys/"}
  - {kind: kubernetesSecret, context: hub, namespace: default, name: "{cluster}"}
`;

/** A cluster whose kubeconfig the rotation delivered into four kinds of sinks. */
async function delivered(t: ExecutionContext) {
  const emulator = await startEmulator({
    scenario: {
      identities: [{ name: 'ackring-rotate', type: 'role', trusts: ['root'] }],
      clusters: [
        { name: 'prod', holders: { ops: { daysLeft: 400 } } },
        { name: 'hub', holders: { ops: { daysLeft: 900 } } },
      ],
    },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  await writeSettingsFile(ackring.home, 'rotation.yaml', rotation);
  await ackring.runHere(['get', 'hub', '--long-term', '--context', 'hub']);
  const filled = await ackring.runHere(['rotate', 'apply']);
  t.is(filled.code, 0, filled.stderr + filled.stdout);
  return { emulator, ackring };
}

/** Relative to the configuration. */
function keysOf({ home }: Ackring): string {
  return join(home, '.config', 'ackring', 'keys');
}

async function impact(ackring: Ackring, ...args: readonly string[]) {
  const run = await ackring.runHere(['revoke', 'prod', '--json', ...args]);
  const { plan, applied, revoked } = v.parse(revokeContract, run.json());
  const [only] = plan;
  if (only === undefined) throw new Error('a revoke plans one cluster');
  return { run, plan: only, applied, revoked };
}

test('revoke finds what dies in every sink, replaces it, and tries what each sink then returns', async (t) => {
  const { ackring } = await delivered(t);
  const { run, plan } = await impact(ackring);
  t.is(run.code, 6);
  t.deepEqual(plan.places.map(({ sink, holder }) => `${sink} as ${holder}`).toSorted(), [
    `file:${keysOf(ackring)} as self`,
    'kms:ackring/ as self',
    'kubernetesSecret:hub/default as self',
    'oss:ackring-kubeconfigs/keys/ as self',
  ]);
  const [old, ...others] = new Set(plan.places.map(({ serial }) => serial));
  t.deepEqual(others, []);

  const done = await impact(ackring, '--confirm', 'prod');
  t.is(done.run.code, 0, done.run.stdout + done.run.stderr);
  t.is(done.revoked, 'yes');
  for (const step of ['deliver', 'verify']) {
    const subjects = done.applied.filter((each) => each.step === step && each.result === 'done');
    t.is(subjects.length, 4, step);
  }
  // No context held it: a sink's copy is the one shown dead.
  t.like(done.applied.at(-1), { step: 'proveOldDead', result: 'done' });

  const after = await impact(ackring);
  const [fresh, ...rest] = new Set(after.plan.places.map(({ serial }) => serial));
  t.deepEqual(rest, []);
  t.not(fresh, old);
  const [id = ''] = (await readdir(keysOf(ackring))).filter((name) => name.startsWith('c'));
  const verified = await ackring.runHere(['verify', '--kubeconfig', join(keysOf(ackring), id, 'self.yaml')]);
  t.is(verified.code, 0, verified.stdout);
});

test('an unreadable sink is reported, gets nothing, and does not prevent a revoke', async (t) => {
  const { ackring, emulator } = await delivered(t);
  emulator.faults.add({ operation: 'GetSecretValue', effect: { kind: 'error', status: 403 } });
  const { run, plan } = await impact(ackring, '--confirm', 'prod');
  t.is(run.code, 0, run.stdout);
  const kms = plan.places.find(({ sink }) => sink.startsWith('kms:'));
  t.like(kms, { serial: null });
  t.truthy(kms?.error?.message);
  const told = await ackring.runHere(['revoke', 'prod']);
  t.regex(told.stdout, /\? kms:ackring\/ as self could not be looked into, and gets nothing: /);
});

test('without a configuration, or with a broken one, the plan says that sinks are unknown', async (t) => {
  const { ackring } = await delivered(t);
  const file = await writeSettingsFile(ackring.home, 'rotation.yaml', 'sinks: [{kind: nowhere}]\n');
  t.is((await impact(ackring)).plan.sinks, 'unreadable');
  const named = await ackring.runHere(['revoke', 'prod', '--config', file]);
  t.is(named.code, 2, named.stderr);
  await writeSettingsFile(ackring.home, 'rotation.yaml', '');
  t.is((await impact(ackring)).plan.sinks, 'none');
  t.regex(
    (await ackring.runHere(['revoke', 'prod'])).stdout,
    /no rotation\.yaml in the settings folder names a sink/,
  );
});

test('verify distinguishes a revoked certificate from one without any grant', async (t) => {
  const emulator = await startEmulator({
    scenario: { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 900 } } }, { name: 'bare' }] },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  await ackring.runHere(['get', 'prod', '--long-term', '--context', 'dead']);
  await ackring.runHere(['get', 'bare', '--long-term', '--context', 'bare', '--no-verify']);
  const [, [bare] = []] = [...emulator.world.clusters.all()].map(({ grants }) => [...grants.values()]);
  if (bare !== undefined) Object.assign(bare, { roles: [] });
  // Revoked elsewhere: nothing here knows of it.
  const other = await createAckring(t, emulator);
  await other.runHere(['revoke', 'prod', '--confirm', 'prod']);
  const dead = await ackring.runHere(['verify', 'dead']);
  t.regex(dead.stdout, /another name: it was revoked/, dead.stdout);
  const unbound = await ackring.runHere(['verify', 'bare']);
  t.regex(unbound.stdout, /which was not revoked, but no rights of its own were seen/, unbound.stdout);
  const readOnly = await ackring.runHere(['verify', 'dead', '--read-only']);
  t.regex(readOnly.stdout, /no rights of its own were seen in namespace default/);
});
