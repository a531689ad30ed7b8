import { startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { errorContract } from './contracts.js';
import { createAckring } from './run-ackring.js';

const scenario = {
  identities: [{ name: 'tom', type: 'user' }],
  clusters: [
    { name: 'tokyo', holders: { ops: { daysLeft: 100 }, tom: { daysLeft: 100 } } },
    { name: 'kuala-lumpur', region: 'ap-southeast-3', holders: { tom: { daysLeft: 100 } } },
  ],
} as const;

async function oneRegionRefuses(t: ExecutionContext) {
  const emulator = await startEmulator({ scenario });
  t.teardown(() => emulator.stop());
  emulator.faults.add({
    path: '/regions/ap-southeast-3/',
    effect: { kind: 'error', status: 403, code: 'StatusForbidden' },
  });
  return createAckring(t, emulator);
}

const notSeen = test.macro({
  async exec(t, args: readonly string[]) {
    const ackring = await oneRegionRefuses(t);
    const run = await ackring.runHere([...args, '--json']);
    t.is(run.stdout, '');
    t.is(run.code, 7, run.stderr);
    const { error } = v.parse(errorContract, JSON.parse(run.stderr));
    t.is(error.code, 'ClusterNotSeen');
    t.regex(error.message, /not found in the regions that answered: "kuala-lumpur"/);
    t.regex(error.message, /ap-southeast-3: /);
    t.regex(error.remedy, /It may be there/);
  },
  title: (_, args: readonly string[]) =>
    `a cluster that may be in a region nobody could read is not denied: ${args.join(' ')}`,
});

test(notSeen, ['get', 'kuala-lumpur']);
test(notSeen, ['get', 'kuala-lumpur', '--dry-run']);
test(notSeen, ['access', '--cluster', 'kuala-lumpur']);
test(notSeen, ['clean', '--user', 'tom', '--cluster', 'kuala-lumpur']);
test(notSeen, ['revoke', 'kuala-lumpur']);
test(notSeen, ['san', 'kuala-lumpur']);

test('a cluster of a region that answered is found nevertheless, and a typo is reported as one there', async (t) => {
  const ackring = await oneRegionRefuses(t);
  const got = await ackring.runHere(['get', 'tokyo', '--json']);
  t.is(got.code, 0, got.stderr);
  const typed = await ackring.runHere(['get', 'tokio', '--region', 'ap-northeast-1', '--json']);
  t.is(typed.code, 3);
  t.regex(v.parse(errorContract, JSON.parse(typed.stderr)).error.message, /similar names: tokyo/);
});

test('a failed region is a line of JSON beside the data', async (t) => {
  const ackring = await oneRegionRefuses(t);
  const run = await ackring.runHere(['clusters', '--json']);
  t.is(run.code, 7);
  t.is((run.json() as unknown[]).length, 1);
  const [line = '', ...others] = run.stderr.trimEnd().split('\n');
  t.deepEqual(others, []);
  t.like(JSON.parse(line), { region: 'ap-southeast-3', error: { code: 'Forbidden' } });
});
