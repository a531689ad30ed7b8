import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Verdict } from '@ackring/core/verification';
import { createWorld, type World } from '@ackring/core/world';
import {
  type AnsweringHome,
  type AnsweringWorld,
  generatedAnswering,
} from '@ackring/testkit/kubeconfigs/answering-contexts';
import { layOut } from '@ackring/testkit/kubeconfigs/place';
import { runTool } from '@ackring/testkit/kubectl';
import * as v from 'valibot';
import { keptByTests } from '../kept-by-tests.js';
import { isIntended } from './intended-differences.js';

/** What verify says of contexts whose servers answer, against what kubectl does with them. */
export interface Held {
  readonly contexts: number;
  readonly ticks: number;
  /** Verdicts of the program itself, as a process; all are as ours. */
  readonly byProgram: number;
  /** ✓ of a context with which kubectl does not work, and ✕ of one with which it does: what they are made of. */
  readonly falseTicks: readonly string[];
  readonly falseCrosses: readonly string[];
}

interface Asked {
  readonly from: number;
  /** Of contexts, at least. */
  readonly count: number;
  /** One home in so many is asked about by the program itself, too. */
  readonly every: number;
  /** Told after each home what was held so far. */
  readonly progress?: (held: Held) => void;
}

export async function holdVerdicts(
  world: AnsweringWorld,
  { from, count, every, progress }: Asked,
): Promise<Held> {
  const told: Told[] = [];
  for (let seed = from; told.length < count; seed += 1) {
    told.push(...(await toldOf(world, seed, (seed - from) % every === 0)));
    progress?.(heldBy(told));
  }
  return heldBy(told);
}

function heldBy(told: readonly Told[]): Held {
  const wrong = (isTick: boolean): string[] =>
    told.filter(({ ticks, works }) => ticks.includes(isTick) && works !== isTick).map(({ what }) => what);
  return {
    contexts: told.length,
    ticks: told.filter(({ ticks }) => ticks.includes(true)).length,
    byProgram: told.filter(({ ticks }) => ticks.length > 1).length,
    falseTicks: wrong(true),
    falseCrosses: wrong(false),
  };
}

interface Told {
  readonly what: string;
  /** Here, and by the program. */
  readonly ticks: readonly boolean[];
  readonly works: boolean;
}

async function toldOf(world: AnsweringWorld, seed: number, alsoByProgram: boolean): Promise<readonly Told[]> {
  const place = generatedAnswering(seed, world);
  const home = await mkdtemp(join(tmpdir(), 'ackring-verdicts-'));
  const before = process.cwd();
  try {
    const { kubeconfig, folder } = await layOut(place, home);
    process.chdir(folder);
    const environment = {
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      KUBECONFIG: kubeconfig ?? '',
      BESIDE: folder,
    };
    const ours = await verdictsIn(openHere(world, home, environment));
    // It has nothing to say where no file can be read.
    const programs =
      alsoByProgram && ours.length > 0
        ? await byProgram({ ...environment, ...world.cloud.emulator.environment })
        : null;
    const compared = ours.filter(({ detail }) => !isMeant(detail, place));
    return await Promise.all(
      compared.map(async (verdict) => {
        const { context, detail } = verdict;
        const drawn = place.drawn.get(context);
        const { code, stderr } = await runTool('kubectl', question(verdict), environment);
        const what = `seed ${seed}, ${context} of ${drawn?.cluster} · ${drawn?.user}: ${detail} | kubectl: ${stderr.trim().slice(0, 300) || code}`;
        const said = [verdict.verdict, ...(programs === null ? [] : [programs.get(context) ?? 'nothing'])];
        return { what, ticks: said.map((each) => each === 'ok'), works: code === 0 };
      }),
    );
  } finally {
    process.chdir(before);
    await rm(home, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** Refused beside a file that kubectl reads and ackring does not, on purpose. */
function isMeant(detail: string, { files }: AnsweringHome): boolean {
  return [...files].some(([path, lying]) => {
    const isNamed = lying.kind === 'text' && detail.includes(`${path.replace('work/', '')}, line `);
    return isNamed && isIntended({ text: lying.text, error: { message: detail, problems: [] } });
  });
}

/** In the namespace that verify names, if it names one: the context's own may be another. */
function question({ context, scope }: Verdict): readonly string[] {
  const named = scope?.kind === 'namespaces' ? scope.names.slice(0, 1) : [];
  return [
    ...['--context', context, '--request-timeout', '60s'],
    ...named.flatMap((namespace) => ['--namespace', namespace]),
    ...['get', 'pods', '--output', 'name'],
  ];
}

const program = fileURLToPath(new URL('../../../tui/dist/ackring.js', import.meta.url));
const verdictsJson = v.array(v.looseObject({ context: v.string(), verdict: v.picklist(['ok', 'failed']) }));

/** What `ackring verify --all` says in this folder. */
async function byProgram(environment: Record<string, string>): Promise<ReadonlyMap<string, string>> {
  const args = [program, 'verify', '--all', '--json'];
  const { stdout, stderr } = await runTool(process.execPath, args, { ...environment, ...keptByTests() });
  if (stdout === '') throw new Error(stderr);
  const verdicts = v.parse(verdictsJson, JSON.parse(stdout));
  return new Map(verdicts.map(({ context, verdict }) => [context, verdict]));
}

async function verdictsIn(world: World): Promise<readonly Verdict[]> {
  const { entries } = await world.contexts();
  const verdicts: Verdict[] = [];
  for await (const verdict of world.verify(entries)) verdicts.push(verdict);
  return verdicts;
}

function openHere({ cloud }: AnsweringWorld, home: string, environment: Record<string, string>): World {
  const settings = { profile: null, readOnly: false, readOnlyProfiles: [], regions: [], endpoints: {} };
  return createWorld({
    environment: { ...environment, ...cloud.emulator.environment },
    home,
    profile: null,
    regions: ['ap-northeast-1'],
    readOnly: false,
    settings: async () => ({ ...settings, contextName: '{name}' }),
    configFolder: join(home, 'config'),
    stateFolder: join(home, 'state'),
  });
}
