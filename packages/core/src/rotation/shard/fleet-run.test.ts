import { rotationWorld } from '@ackring/testkit/rotation/world';
import test from 'ava';
import type { DeployedFunction } from '../../cloud/function-compute/api.js';
import { AckringError } from '../../words/errors.js';
import { documentsOf } from '../report/kept-runs.js';
import type { RotationMode } from '../report/report.js';
import { runFleet, runShard } from './fleet-run.js';
import { decodeResume } from './resume.js';
import { decodeShard } from './shard.js';

// Which fleets are done in one invocation, and what shards are told; the others are in the long test.

interface Situation {
  readonly size?: number;
  readonly shardSize?: number;
  readonly yaml?: string;
  readonly mode?: RotationMode;
  /** There is no function to call. */
  readonly isAlone?: boolean;
  /** No sink has room for reports. */
  readonly isForgetful?: boolean;
  /** The sink takes nothing. */
  readonly isRefused?: boolean;
  /** Of an earlier part. */
  readonly wasHalted?: boolean;
  /** Of the run, which another one came before. */
  readonly part?: number;
  /** There is no time for the shards. */
  readonly isLate?: boolean;
  /** Whoever is called does it; else it refuses. */
  readonly isAnswered?: boolean;
}

/** What was done here, and what was handed out and asked. */
async function ran({ size = 2, shardSize = 1, yaml: more = '', mode = 'apply', ...situation }: Situation) {
  const { isAlone = false, isForgetful = false, isRefused = false, wasHalted, part } = situation;
  const { isLate = false, isAnswered = false } = situation;
  const names = Array.from({ length: size }, (_, index) => `c${index}`);
  const clusters = names.map((name) => ({ name, holders: { ops: { daysLeft: 100 } } }));
  const yaml = `sinks: [{kind: file, directory: "{directory}"}]\nshardSize: ${shardSize}\n${more}`;
  await using world = await rotationWorld({ clusters }, yaml);
  const { configuration, clock, ports } = world;
  const store = documentsOf(ports.sinks);
  const refuse = () => Promise.reject(new AckringError('Refused', 'no', { remedy: 'x' }));
  const sinks = ports.sinks.map((sink) => ({
    ...sink,
    ...(isForgetful ? { documents: null } : {}),
    ...(isRefused ? { stage: refuse } : {}),
  }));
  const handedOut: boolean[] = [];
  const handedOn: unknown[] = [];
  const invoke = async (event: string, { async: isAsync }: { readonly async: boolean }) => {
    const shard = decodeShard(JSON.parse(event));
    if (shard === null) handedOn.push([decodeResume(JSON.parse(event))?.part, isAsync]);
    else handedOut.push(shard.isHalted);
    if (!isAnswered) return refuse();
    if (shard !== null) await runShard(options, shard, { runId: 'shard', deadline, self: null });
  };
  const self = isAlone ? null : ({ invoke } as unknown as DeployedFunction);
  const deadline = new Date(clock.now().getTime() + (isLate ? 29_000 : 600_000));
  const options = { ...ports, sinks, configuration };
  // As it is in a later part of a run.
  const now = new Date(clock.now().getTime() - 60_000);
  const before = {
    ...{ runId: 'r1', now, part: part ?? 1, isHalted: wasHalted ?? false },
    ...{ underWay: [], canaries: [], cuts: [{ identities: ['self'], from: '' }] },
  };
  const resume = wasHalted === undefined && part === undefined ? null : before;
  const run = { runId: 'r1', now, deadline, self, resume };
  const { counts, failures, mode: said, now: asOf } = await runFleet(options, mode, run);
  const canaries = await store?.read('shard-canaries');
  const kept = JSON.parse((await store?.read('latest')) ?? 'null');
  return {
    ...{ mode: said, done: counts.total, handedOut, handedOn, failures: failures.map(({ what }) => what) },
    ...{ isCut: canaries !== null, isKept: kept !== null, isAsOf: asOf === now.toISOString() },
    asked: world.emulator.requests.count('ListUserKubeConfigStates'),
  };
}

const here = {
  mode: 'apply',
  done: 2,
  handedOut: [],
  handedOn: [],
  failures: [],
  isCut: false,
  isKept: true,
  isAsOf: true,
};

test('a fleet that fits into one invocation is done there', async (t) => {
  t.like(await ran({ shardSize: 2 }), here);
});

test('so is a larger one where there is no function to call, or no sink for the shards’ reports', async (t) => {
  t.like(await ran({ isAlone: true }), here);
  t.like(await ran({ isForgetful: true }), { ...here, isKept: false });
});

test('a larger one is handed out but for its canaries, and a plan is kept nowhere', async (t) => {
  const cut = { done: 1, handedOut: [false], failures: ['shard 1 of 1'], isCut: true };
  t.like(await ran({}), { ...here, ...cut });
  t.like(await ran({ mode: 'plan' }), { ...here, ...cut, mode: 'plan', isKept: false });
  t.like(await ran({ mode: 'plan', shardSize: 2 }), { ...here, mode: 'plan', isKept: false });
});

test('where others’ kubeconfigs are looked after, our own records are not asked for beside them', async (t) => {
  t.is((await ran({ yaml: 'holders: true' })).asked, 0);
  t.is((await ran({ yaml: 'holders: false' })).asked, 1);
});

test('shards are told that the canaries halted, of this part of the run or of one before', async (t) => {
  const told = async (situation: Situation) => (await ran({ size: 5, shardSize: 4, ...situation })).handedOut;
  t.deepEqual(await told({}), [false]);
  t.deepEqual(await told({ isRefused: true }), [true]);
  t.deepEqual(await told({ wasHalted: false }), [false]);
  t.deepEqual(await told({ wasHalted: true }), [true]);
});

test('what a shard did is read from what it left', async (t) => {
  t.like(await ran({ isAnswered: true }), { ...here, handedOut: [false], isCut: true });
});

test('what there is no time for is handed on, eleven times at most, where somebody takes it, and by no plan', async (t) => {
  const late = async (situation: Situation) => {
    const { handedOn, failures } = await ran({ isLate: true, ...situation });
    return [handedOn, failures];
  };
  const left = ['shard 1 of 1'];
  t.deepEqual(await late({ isAnswered: true }), [[[1, true]], ['time']]);
  t.deepEqual(await late({ isAnswered: true, part: 11 }), [[[12, true]], ['time']]);
  t.deepEqual(await late({ isAnswered: true, part: 12 }), [[], left]);
  t.deepEqual(await late({}), [[[1, true]], left]);
  t.deepEqual(await late({ isAnswered: true, mode: 'plan' }), [[], left]);
});
