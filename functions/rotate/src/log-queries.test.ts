import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLogService } from '@ackring/core/internal/cloud/log-service/log-service';
import { createRateLimiters } from '@ackring/core/internal/cloud/rate-limit';
import { type FunctionWorld, functionWorld } from '@ackring/testkit/rotation/function-world';
import { callerKey } from '@ackring/testkit/rotation/world';
import test from 'ava';

const root = join(import.meta.dirname, '../../..');
const read = (path: string) => readFile(join(root, path), 'utf8');

const place = { project: 'ackring-logs', logstore: 'rotate' };

/** Three clusters in shards of one each, run twice: the second time one of them refuses. */
async function logged(): Promise<FunctionWorld> {
  const clusters = ['a', 'b', 'c'].map((name) => ({ name, holders: { rotator: { daysLeft: 100 } } }));
  const world = await functionWorld({
    scenario: { clusters },
    settings: 'sinks: [{kind: file, directory: "{directory}"}]\nshardSize: 1\nholders: false',
  });
  await world.run();
  const effect = { kind: 'error', status: 403, code: 'StatusForbidden' } as const;
  world.emulator.faults.add({ operation: 'DescribeClusterUserKubeconfig', effect });
  await world.emulator.clock.advance(1_000 * 86_400_000);
  await world.run();
  await world.invoke('once upon a time');
  return world;
}

async function rowsOf({ emulator, clock }: FunctionWorld, statement: string) {
  const url = emulator.endpoints.sls;
  const service = createLogService({
    credentials: { get: async () => callerKey(emulator) },
    region: 'cn-hangzhou',
    endpoint: { url, protocol: 'http', host: new URL(url).host },
    clock,
    limiter: createRateLimiters(clock)('sls'),
  });
  const to = new Date(clock.now().getTime() + 3_600_000);
  const from = new Date(to.getTime() - 1_100 * 86_400_000);
  const { rows, isComplete } = await service.analyse({ ...place, from, to, statement });
  return isComplete ? rows : [];
}

/** Every query that a document or a rule gives to Log Service. */
async function queries() {
  const documents = await Promise.all(['docs/operating-rotation.md', 'docs/rotation.md'].map(read));
  const written = documents.flatMap((text) =>
    [...text.matchAll(/```sql\n([\s\S]*?)```/g)].map(([, query = '']) => query.trim()),
  );
  const rule = await read('functions/rotate/silence/log-service.tf');
  const [, alarm = ''] = /query\s+= "(.*)"\n/.exec(rule) ?? [];
  return { written, alarm: alarm.replaceAll('\\"', '"') };
}

test.serial(
  'each query of the documents works on what Function Compute keeps, by the index they name',
  async (t) => {
    await using world = await logged();
    const { sls } = world.emulator.services;
    const { written, alarm } = await queries();
    const [figures = '', outcomes = '', failed = ''] = written;
    t.is(written.length, 3);
    for (const query of [...written, alarm]) {
      await t.throwsAsync(
        rowsOf(world, query),
        { code: 'RequestRejected' },
        'full text alone allows no SELECT',
      );
    }
    const module = await read('functions/rotate/terraform/main.tf');
    const [, field = ''] = /field_search \{\s+name\s+= "(\w+)"/.exec(module) ?? [];
    sls.setIndex(place.project, place.logstore, { isFullText: true, fields: new Set([field]) });

    t.deepEqual(await rowsOf(world, alarm), [{ runs: '2' }], 'shards, and what failed, are no runs');
    t.like(await rowsOf(world, figures), [
      { ready: '0', failing: '3', broken: '0' },
      { ready: '3', failing: '0', broken: '0' },
    ]);
    const wrong = await rowsOf(world, outcomes);
    t.deepEqual(
      wrong.map(({ cluster, times }) => [cluster, times]).toSorted(),
      ['a', 'b', 'c'].map((name) => [name, '1']),
    );
    t.true(wrong.every(({ code }) => code === 'Forbidden'));
    const [last, ...others] = await rowsOf(world, failed);
    t.regex(last?.['message'] ?? '', /the event was not understood/);
    t.is(others.length, 0);

    sls.setIndex(place.project, place.logstore, null);
    await t.throwsAsync(rowsOf(world, alarm), { code: 'RequestRejected' });
  },
);
