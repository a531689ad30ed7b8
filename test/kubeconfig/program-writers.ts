import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { ContextsPlan } from '@ackring/core/contexts';
import { AckringError } from '@ackring/core/internal/words/errors';
import * as v from 'valibot';
import { keptByTests } from '../kept-by-tests.js';
import {
  companionsOf,
  type Done,
  doneBy,
  names,
  type Place,
  pathsByFile,
  uselessOf,
  type Writer,
} from './each-writer.js';

/** The program itself, as a process in a home; null for what it refused. */
export type Program = (args: readonly string[]) => Promise<unknown | null>;

const entry = fileURLToPath(new URL('../../../tui/dist/ackring.js', import.meta.url));

export function programIn(home: string, environment: Readonly<Record<string, string>>): Program {
  const env = {
    ...environment,
    PATH: process.env['PATH'],
    HOME: home,
    XDG_STATE_HOME: join(home, 'state'),
    XDG_CONFIG_HOME: join(home, 'config'),
    ...keptByTests(),
  };
  return async (args) => {
    const child = spawn(process.execPath, [entry, ...args, '--json', '--yes'], { env });
    child.stdin.end();
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    if (/Internal|unexpected/.test(stderr)) throw new Error(`${args.join(' ')}: ${stderr}`);
    // 7: done in part.
    return code === 0 || code === 7 || stdout !== '' ? JSON.parse(stdout || 'null') : null;
  };
}

const acquired = v.looseObject({
  context: v.string(),
  file: v.string(),
  changes: v.array(v.looseObject({ path: v.string(), file: v.optional(v.string()) })),
});
const outcomes = v.array(v.looseObject({ context: v.string(), result: v.string() }));
const revoked = v.looseObject({
  applied: v.array(v.looseObject({ step: v.string(), result: v.string(), subject: v.nullable(v.string()) })),
});

/** The writers that have a command line, played by it; what it will do is asked of core before. */
export function programWriters(ackring: Program): Readonly<Record<string, Writer>> {
  const planned = async (
    line: readonly string[],
    plan: () => Promise<ContextsPlan>,
    done: Omit<Done, 'changes'>,
    noted: (plan: ContextsPlan) => Partial<Done> = () => ({}),
  ): Promise<Done | null> => {
    const expected = await plan().catch((error: unknown) => {
      if (error instanceof AckringError) return null;
      throw error;
    });
    const told = await ackring(line);
    if (told === null) return null;
    if (expected === null) throw new Error(`${line.join(' ')} did what core refuses`);
    return doneBy(expected, { ...done, ...noted(expected) });
  };
  return {
    get: async (place) => {
      const { held, before, random } = place;
      const cluster = random.one(held.described);
      const named = random.once(3) ? random.one([...names(place), 'new']) : null;
      const isUsed = random.once(2);
      const told = await ackring([
        ...['get', cluster.name, random.one(['--long-term', '--exec', '--token']), '--no-verify'],
        ...(named === null ? [] : ['--context', named]),
        ...(isUsed ? ['--use'] : []),
      ]);
      if (told === null) return null;
      const { context, file, changes } = v.parse(acquired, told);
      return {
        what: `get ${cluster.name} as ${context}`,
        fetched: { context, cluster: cluster.id },
        companions: companionsOf(place, cluster.id),
        mayRenew: true,
        current: isUsed ? context : before.current,
        changes: pathsByFile(changes, file),
      };
    },
    renew: async ({ before }) => {
      const told = await ackring(['renew', '--all']);
      const renewed =
        told === null ? [] : v.parse(outcomes, told).filter(({ result }) => result === 'renewed');
      if (renewed.length === 0) return null;
      return {
        what: 'renew --all',
        renewed: renewed.map(({ context }) => context),
        mayRenew: true,
        current: before.current,
        changes: /^users\//,
      };
    },
    use: async (place) => {
      const { before, random } = place;
      const context = random.one([...names(place), 'new']);
      const namespace = random.once(2) ? random.one(['team-b', 'web']) : null;
      const told = await ackring(['use', context, ...(namespace === null ? [] : ['--namespace', namespace])]);
      if (told === null) return null;
      return {
        what: `use ${context}`,
        ...(namespace === null ? {} : { namespace: { context, namespace } }),
        current: context ?? before.current,
        changes: /^(?:contexts\/|current-context$)/,
      };
    },
    rename: async (place) => {
      const { world, before, random } = place;
      const [from, to] = [random.one([...names(place), 'new']), random.one([...names(place), 'newer'])];
      return planned(['contexts', 'rename', from, to], () => world.planRename(from, to), {
        what: `rename ${from} ${to}`,
        renamed: new Map([[from, to]]),
        current: before.current === from ? to : before.current,
      });
    },
    remove: async (place) => {
      const { world, before, random } = place;
      const chosen = random.shuffled(names(place)).slice(0, 1 + random.below(2));
      return planned(['contexts', 'remove', ...chosen], () => world.planRemove(chosen), {
        what: `remove ${chosen}`,
        removed: chosen,
        current: before.current,
      });
    },
    prune: ({ world, kubeconfigs, before }) =>
      planned(
        ['contexts', 'prune', '--expired', '--orphaned'],
        () => world.planPrune(['expired', 'orphaned']),
        { what: 'prune', useless: uselessOf(kubeconfigs), current: before.current },
      ),
  };
}

/** As `lastWriter`. */
export const lastByProgram =
  (ackring: Program): Writer =>
  async ({ held, before, random }: Place) => {
    const { name } = random.one(held.described);
    const told = await ackring(['revoke', name, '--confirm', name]);
    if (told === null) return null;
    const delivered = v
      .parse(revoked, told)
      .applied.filter(({ step, result }) => step === 'deliver' && result === 'done');
    return {
      what: `revoke ${name}`,
      renewed: delivered.flatMap(({ subject }) => subject ?? []),
      mayRenew: true,
      current: before.current,
      changes: /^users\//,
      isFinal: true,
    };
  };
