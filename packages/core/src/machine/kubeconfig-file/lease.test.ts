import { link, mkdtemp, readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { systemClock } from '../clock.js';
import { describeSelf, encodeHolder } from './holder.js';
import { takeLock } from './lock.js';

async function place(t: ExecutionContext) {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-lease-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'key.json');
  return { folder, file, lock: `${file}.lock` };
}

/** Sleeps at once, and adds up. */
function napping() {
  const naps = { ms: 0 };
  const sleep = async (ms: number) => {
    naps.ms += ms;
  };
  return { naps, clock: { now: () => new Date(), sleep } };
}

const self = await describeSelf(new Date());
const elsewhere = [
  ['was killed in another container', { space: `${self.space.split(' ')[0]} pid:[1]` }],
  ['was killed on another machine', { host: 'another' }],
] as const;

for (const [what, change] of elsewhere) {
  test(`a lease whose holder ${what} is over after its time, a lock never`, async (t) => {
    const { folder, file, lock } = await place(t);
    await writeFile(lock, encodeHolder({ ...self, ...change, token: 'theirs' }));
    const { naps, clock } = napping();
    await t.throwsAsync(takeLock(file, { clock, waitMs: 60_000 }), { code: 'FileLocked' });
    naps.ms = 0;
    const release = await takeLock(file, { clock, waitMs: 60_000, leaseMs: 5_000 });
    t.true(naps.ms >= 5_000 && naps.ms < 5_200, `${naps.ms}`);
    t.regex(await readFile(lock, 'utf8'), new RegExp(`"pid":${process.pid}`));
    await release();
    t.deepEqual(await readdir(folder), []);
  });
}

test('what a killed process left of a lock, empty, does not hold a lease up either', async (t) => {
  const { folder, file, lock } = await place(t);
  await writeFile(lock, '');
  const { clock } = napping();
  await (await takeLock(file, { clock, waitMs: 60_000, leaseMs: 5_000 }))();
  t.deepEqual(await readdir(folder), []);
});

test('a holder that lives keeps its lease, however long it takes', async (t) => {
  const { folder, file } = await place(t);
  const release = await takeLock(file, { clock: systemClock, waitMs: 0, leaseMs: 1_000 });
  const waiting = takeLock(file, { clock: systemClock, waitMs: 3_000, leaseMs: 1_000 });
  await t.throwsAsync(waiting, { code: 'FileLocked' });
  await release();
  t.deepEqual(await readdir(folder), []);
});

test('a holder that wakes up too late leaves the next one’s lock alone', async (t) => {
  const { file, lock } = await place(t);
  const late = await takeLock(file, { clock: systemClock, waitMs: 0, leaseMs: 50 });
  await unlink(lock);
  const next = await takeLock(file, { clock: systemClock, waitMs: 0 });
  const text = await readFile(lock, 'utf8');
  await systemClock.sleep(100);
  await late();
  t.is(await readFile(lock, 'utf8'), text);
  await next();
});

test('a link that was made though the file server says that it was there is one’s own', async (t) => {
  const { folder, file, lock } = await place(t);
  await writeFile(lock, encodeHolder({ ...self, host: 'another', token: 'theirs' }));
  const { clock } = napping();
  const madeTwice = async () => {
    const [draft = ''] = (await readdir(folder)).filter((name) => name.endsWith('.claim'));
    await unlink(lock);
    await link(join(folder, draft), lock);
  };
  const release = await takeLock(file, { clock: { ...clock, sleep: madeTwice }, waitMs: 10 });
  await release();
  t.deepEqual(await readdir(folder), []);
});
