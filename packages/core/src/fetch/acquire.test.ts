import { readFile } from 'node:fs/promises';
import { worldPlace } from '@ackring/testkit/world-place';
import test from 'ava';
import { AckringError, toAckringError } from '../words/errors.js';
import { createWorld } from '../world.js';
import type { AcquireRequest, AcquireStep } from './request.js';

const addons = ['ack-ram-authenticator'];
const scenario = { clusters: [{ name: 'prod', addons, holders: { ops: { daysLeft: 900, mapped: true } } }] };

const kinds: Readonly<Record<string, Partial<AcquireRequest>>> = {
  temporary: {},
  named: {},
  'long-term': { durationMinutes: null },
  'switched-to': { use: true },
  'plug-in’s': { plugIn: 'certificate' },
  token: { plugIn: 'token' },
  printed: { destination: { kind: 'stdout' } },
};

for (const [kind, change] of Object.entries(kinds))
  for (const stopAt of ['fetch', 'write', 'verify'] satisfies AcquireStep[])
    test(`a ${kind} fetch that is stopped at its step "${stopAt}" says whether it was written`, async (t) => {
      const { open, kubeconfig } = await worldPlace(t, createWorld, { scenario });
      const world = open();
      const plan = await world.planAcquire({
        cluster: await world.findCluster('prod'),
        durationMinutes: 60,
        access: 'auto',
        destination: { kind: 'merge', file: null },
        contextName: null,
        use: false,
        verify: true,
        ...change,
        ...(kind === 'named' ? { destination: { kind: 'merge', file: kubeconfig } } : {}),
      });
      const stop = new AbortController();
      const onStep = (step: AcquireStep): void => {
        if (step === stopAt) stop.abort();
      };
      const outcome = await world.acquire(plan, { signal: stop.signal, onStep }).catch(toAckringError);
      const isWritten = (await readFile(kubeconfig, 'utf8').catch(() => '')) !== '';
      if (kind === 'temporary') t.is(isWritten, stopAt !== 'fetch');
      t.true(stop.signal.aborted);
      if (outcome instanceof AckringError) {
        t.is(outcome.code, 'Cancelled', outcome.message);
        return t.false(isWritten);
      }
      t.true(isWritten);
      t.like(outcome.verdict, { context: plan.context, verdict: 'failed', claim: null });
      // The program that a plug-in’s entry names is not at hand here, which is said before anybody is asked.
      if (outcome.verdict?.cause === 'execPluginMissing') return t.truthy(change.plugIn);
      const remedy = outcome.verdict?.remedy ?? '';
      return t.regex(
        remedy,
        kind === 'named'
          ? /`ackring verify .+ --kubeconfig .+`;/
          : /`ackring verify [^ `]+`;.*`ackring undo`/,
      );
    });

test('a token that the cluster does not take is not written, and it is said why', async (t) => {
  const clusters = [{ name: 'prod', addons, holders: { ops: { daysLeft: 900, mapped: false } } }];
  const { open, kubeconfig } = await worldPlace(t, createWorld, { scenario: { clusters } });
  const world = open();
  const plan = await world.planAcquire({
    cluster: await world.findCluster('prod'),
    durationMinutes: 60,
    access: 'auto',
    destination: { kind: 'merge', file: null },
    contextName: null,
    use: false,
    verify: true,
    plugIn: 'token',
  });
  const refusal = await world.acquire(plan).catch(toAckringError);
  if (!(refusal instanceof AckringError)) return t.fail();
  t.is(refusal.code, 'VerificationFailed');
  t.regex(
    refusal.message,
    /^nothing was written: \S+ does not accept the RAM token: its RAM identity is mapped to nobody/,
  );
  t.regex(refusal.remedy, /ramidentitymappings/);
  await t.throwsAsync(readFile(kubeconfig), { code: 'ENOENT' });
});

test('a fetch that leads to a private address alone says so, though a list does not tell the endpoints', async (t) => {
  const { open, kubeconfig } = await worldPlace(t, createWorld, {
    scenario: { clusters: [{ name: 'prod', public: false }] },
  });
  const world = open();
  const plan = await world.planAcquire({
    cluster: await world.findCluster('prod'),
    durationMinutes: 60,
    access: 'auto',
    destination: { kind: 'merge', file: null },
    contextName: null,
    use: false,
    verify: true,
  });
  const { verdict } = await world.acquire(plan);
  t.like(verdict, { verdict: 'failed', cause: 'unreachable' });
  t.regex(verdict?.remedy ?? '', /^The cluster has no public endpoint/);
  t.true((await readFile(kubeconfig, 'utf8')).includes('prod'));
});
