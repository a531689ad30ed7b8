import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { specimenKey, specimenVersion } from '@ackring/testkit/rotation/hub';
import test, { type ExecutionContext } from 'ava';
import { type Clock, systemClock } from '../../machine/clock.js';
import type { PlugInOptions } from '../plug-in/plug-in.js';
import { fileSink } from './file.js';

async function folder(t: ExecutionContext): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'ackring-sink-'));
  t.teardown(() => rm(made, { recursive: true }));
  return made;
}

const open = (directory: string, clock: Clock = systemClock) =>
  fileSink.open({ kind: 'file', directory }, { clock } as PlugInOptions);

for (const first of ['stage', 'promote', 'replace', 'write'] as const)
  test(`what a sink makes to ${first} is for its owner alone`, async (t) => {
    const directory = join(await folder(t), 'keys');
    const sink = await open(directory);
    const version = await specimenVersion(1);
    if (first === 'replace') await sink.documents?.replace?.('latest', { over: null, text: '{}' });
    else if (first === 'write') await sink.documents?.write('latest', '{}');
    else await sink[first](specimenKey(), version);
    const made = await readdir(directory, { recursive: true, withFileTypes: true });
    t.true(made.some((each) => each.isFile()));
    for (const each of made) {
      const { mode } = await stat(join(each.parentPath, each.name));
      t.is(mode & 0o777, each.isFile() ? 0o600 : 0o700, each.name);
    }
    t.is((await stat(directory)).mode & 0o777, 0o700);
  });

test('a version that is the current one is not written again', async (t) => {
  const directory = await folder(t);
  const sink = await open(directory);
  const version = await specimenVersion(1);
  await sink.promote(specimenKey(), version);
  const file = sink.places?.nameOf(specimenKey()) ?? '';
  const { ino } = await stat(file);
  await sink.promote(specimenKey(), version);
  t.is((await stat(file)).ino, ino);
});

test('whoever finds a file locked waits ten seconds, and no longer', async (t) => {
  const directory = await folder(t);
  const pauses: number[] = [];
  const clock: Clock = { now: () => new Date(), sleep: async (ms) => void pauses.push(ms) };
  const sink = await open(directory, clock);
  const file = sink.places?.nameOf(specimenKey()) ?? '';
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(`${file}.lock`, '');
  await t.throwsAsync(sink.promote(specimenKey(), await specimenVersion(1)), { code: 'FileLocked' });
  const waitedMs = pauses.reduce((sum, ms) => sum + ms, 0);
  t.true(waitedMs >= 10_000 && waitedMs < 11_000, String(waitedMs));
});
