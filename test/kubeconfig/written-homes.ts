import { lstat, readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { changesBetween } from '@ackring/core/internal/kubeconfig/merge';
import { repeatRefusal } from '@ackring/core/internal/kubeconfig/read';
import { systemClock } from '@ackring/core/internal/machine/clock';
import { createKubeconfigFiles } from '@ackring/core/internal/machine/kubeconfig-file/kubeconfig-file';
import { AckringError } from '@ackring/core/internal/words/errors';
import { generatedHolding } from '@ackring/testkit/kubeconfigs/held-clusters';
import { type KubeconfigHome, layOut } from '@ackring/testkit/kubeconfigs/place';
import { randomFrom } from '@ackring/testkit/random';
import { brokenReach } from './broken-reach.js';
import { type Done, lastWriter, type Place, type Writer, writers } from './each-writer.js';
import { type HeldWorld, inHome } from './held-world.js';
import { lastByProgram, programIn, programWriters } from './program-writers.js';
import { type Sight, sightOfOurs } from './reach.js';

/** What other eyes see of a home, such as client-go's; null for nothing at all. */
export type OtherEyes = (home: {
  readonly home: string;
  readonly folder: string;
  readonly kubeconfig: string | null;
}) => Promise<Sight | null>;

export interface Written {
  /** What was broken, with the seed and the writer; null if nothing was. */
  readonly broken: string | null;
  /** Writes that were carried out, by writer. */
  readonly writes: ReadonlyMap<string, number>;
}

interface Asked {
  readonly from: number;
  readonly count: number;
  readonly eyes?: OtherEyes;
  /** One home in so many is played by the program itself, as a process; none by default. */
  readonly every?: number;
}

/** Lets every writer loose on so many generated homes, one after another, each taken back or gone on from. */
export async function writeHomes(
  held: HeldWorld,
  { from, count, eyes, every = Number.POSITIVE_INFINITY }: Asked,
): Promise<Written> {
  const writes = new Map<string, number>();
  for (let seed = from; seed < from + count; seed += 1) {
    const isByProgram = (seed - from) % every === every - 1;
    const run = { held, seed, writes, eyes, isByProgram };
    const broken = await brokenIn(generatedHolding(seed, held.stock), run);
    if (broken !== null) return { broken: `seed ${seed}: ${broken}`, writes };
  }
  return { broken: null, writes };
}

interface Run {
  readonly held: HeldWorld;
  readonly seed: number;
  readonly writes: Map<string, number>;
  readonly eyes: OtherEyes | undefined;
  readonly isByProgram: boolean;
}

async function brokenIn(place: KubeconfigHome, run: Run): Promise<string | null> {
  const random = randomFrom(run.seed);
  const before = process.cwd();
  return inHome(async (home) => {
    const { kubeconfig, folder } = await layOut(place, home);
    process.chdir(folder);
    try {
      const { each, last } = writersOf(run, home, kubeconfig);
      const order: (readonly [string, Writer])[] = random.shuffled(Object.entries(each));
      // The cloud remembers it, and nothing takes it back.
      if (random.once(4)) order.push(['revoke', last]);
      const world = run.held.open(home, kubeconfig);
      for (const [name, write] of order) {
        const broken = await brokenBy(name, write, { ...run, home, folder, kubeconfig, world, random });
        if (broken !== null) return `${name}: ${broken}`;
      }
      return null;
    } finally {
      process.chdir(before);
    }
  });
}

function writersOf({ held, isByProgram }: Run, home: string, kubeconfig: string | null) {
  if (!isByProgram) return { each: writers, last: lastWriter };
  const named = kubeconfig === null ? {} : { KUBECONFIG: kubeconfig };
  const program = programIn(home, { ...held.cloud.emulator.environment, ...named });
  const byProgram = Object.entries(programWriters(program)).map(
    ([name, writer]) => [`ackring ${name}`, writer] as const,
  );
  return { each: Object.fromEntries(byProgram), last: lastByProgram(program) };
}

interface Home extends Run, Pick<Place, 'world' | 'random'> {
  readonly home: string;
  readonly folder: string;
  readonly kubeconfig: string | null;
}

/** Writes, looks at all that is there afterwards, and takes it back two times out of three. */
async function brokenBy(name: string, write: Writer, run: Home): Promise<string | null> {
  const { held, home, kubeconfig, world, random, writes, eyes } = run;
  const files = createKubeconfigFiles({
    environment: kubeconfig === null ? {} : { KUBECONFIG: kubeconfig },
    home,
    stateDirectory: join(home, 'state', 'ackring'),
    clock: systemClock,
  });
  const [before, theirs] = [await looked(files), await eyes?.(run)];
  const bytes = await bytesIn(home);
  const known = new Set((await world.history()).map(({ id }) => id));
  let done: Done | null = null;
  let refusal = '';
  try {
    done = await write({ held, world, files, ...before, before: before.sight ?? nothing, random });
  } catch (error) {
    if (!(error instanceof AckringError) || error.code === 'Internal') return String(error);
    refusal = error.message;
  }
  if (done === null)
    return isDeepStrictEqual(await bytesIn(home), bytes) ? null : `refused (${refusal}), and written`;
  writes.set(name, (writes.get(name) ?? 0) + 1);
  const after = await looked(files);
  const broken =
    (before.sight === null ? null : brokenSight(done, { before: before.sight, after: after.sight }, held)) ??
    (theirs ? brokenSight(done, { before: theirs, after: (await eyes?.(run)) ?? null }, held) : null) ??
    (await brokenEntries(done, before.texts, after.texts));
  if (broken !== null) return `${done.what}: ${broken}`;
  if (done.isFinal || random.once(3)) return null;
  const written = (await world.history()).filter(({ id }) => !known.has(id));
  while ((await world.history()).some(({ id, undoneAt }) => !known.has(id) && undoneAt === null))
    await world.undo(undefined, { evenDead: true });
  const isBack = isDeepStrictEqual(await bytesIn(home), bytes);
  return isBack ? null : `${done.what}: ${written.length} writes were undone, and not all is as it was`;
}

const nothing: Sight = { current: '', reaches: new Map() };

function brokenSight(
  done: Done,
  { before, after }: { readonly before: Sight; readonly after: Sight | null },
  { stock }: HeldWorld,
): string | null {
  return after === null ? 'kubectl refuses the files now' : brokenReach(done, { before, after }, stock);
}

async function looked(files: Place['files']) {
  const { kubeconfigs, problems, texts } = await files.readAll();
  const isRefused = problems.length > 0 || kubeconfigs.some((each) => repeatRefusal(each) !== null);
  return { kubeconfigs, texts, sight: isRefused ? null : sightOfOurs(kubeconfigs) };
}

/** What differs in the files must be what the writer named; a file may be named in several ways. */
async function brokenEntries(
  { changes }: Done,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): Promise<string | null> {
  const files = [...new Set([...before.keys(), ...after.keys()])];
  const places = new Map(await Promise.all(files.map(async (file) => [file, await realpath(file)] as const)));
  for (const file of files) {
    const names = files.filter((each) => places.get(each) === places.get(file));
    const isNamed = (path: string): boolean =>
      changes instanceof RegExp
        ? changes.test(path)
        : names.some((each) => changes.get(each)?.has(path) ?? false);
    const [was, is] = [before.get(file) ?? null, after.get(file) ?? null];
    if (was === is) continue;
    const unnamed = changesBetween(was, is, file).find(({ path }) => !isNamed(path));
    if (unnamed !== undefined) return `${unnamed.change} of ${unnamed.path} in ${file}, which was not said`;
  }
  return null;
}

/** All that lies in a home, but for ackring's own state. */
async function bytesIn(home: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const folder of ['work', '.kube']) {
    const inside = await readdir(join(home, folder), { recursive: true }).catch(() => []);
    for (const path of inside.map((each) => join(home, folder, each))) {
      const state = await lstat(path);
      if (state.isSymbolicLink()) found.set(path, `to ${await readlink(path)}`);
      else if (state.isFile()) found.set(path, await readFile(path, 'base64'));
    }
  }
  return found;
}
