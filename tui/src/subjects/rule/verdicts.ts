import type { checkRules, FleetRule } from '@ackring/core/rules';
import { visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import { type Line, span, wrapText } from '../../screen/drawing/line.js';
import { notifyProblem } from '../../screen/notify.js';
import { homePath } from '../../screen/reader.js';
import type { Ask } from '../../screen/step.js';
import { defineTask } from '../../screen/task.js';

/** The rules that the settings name, with what judges by them; nothing of it is loaded without that setting. */
export interface RulesState {
  /** As the settings name it; null before it was read. */
  readonly file: string | null;
  readonly rules: readonly FleetRule[];
  readonly judge: typeof checkRules | null;
}

declare module '../../screen/app-state.js' {
  interface FeatureStates {
    readonly rules: RulesState;
  }
}

export const noRules: RulesState = { file: null, rules: [], judge: null };

/** Reads the rules; a file that cannot be used is told once, and nothing is marked by it. */
export const readRulesFile = defineTask({
  name: 'readRules',
  arrivals: {
    read: (state: AppState, rules: RulesState) => ({ ...state, rules }),
  },
  run: async ({ emit }, { file, home }: { readonly file: string; readonly home: string }) => {
    const { readRules } = await import('./rules-file.js');
    const { checkRules: judge } = await import('@ackring/core/rules');
    emit.read({ file, rules: await readRules(file.replace(/^~(?=\/)/, () => home)), judge });
  },
  failed: (state, error, { file }) => notifyProblem({ ...state, rules: { ...noRules, file } }, error),
});

/** Where what is listed falls under them. */
export function rulesDue({ settings: { rules: file }, rules, screen, home }: AppState): readonly Ask[] {
  const isShown = screen === 'expiry' || screen === 'access';
  return file === null || file === rules.file || !isShown ? [] : [readRulesFile({ file, home })];
}

/** A file that was edited is read again by the reload key. */
export function rulesReread({ settings: { rules: file }, home }: AppState): readonly Ask[] {
  return file === null ? [] : [readRulesFile({ file, home })];
}

/** What a table knows of them. */
export interface RuleSurroundings {
  /** The rules that a kubeconfig breaks, by their places in the file. */
  brokenBy(clusterId: string, uid: string): readonly number[];
}

type Answer = ReturnType<AppState['holders']['answers']['get']>;
type Broken = ReadonlyMap<string, readonly number[]>;

const judged = new WeakMap<NonNullable<Answer>, { readonly by: RulesState; readonly broken: Broken }>();

export function ruleSurroundings({ rules, holders, now }: AppState): RuleSurroundings {
  return { brokenBy: (id, uid) => brokenIn(holders.answers.get(id), rules, now).get(uid) ?? [] };
}

const none: Broken = new Map();

function brokenIn(answer: Answer, rules: RulesState, now: Date): Broken {
  if (rules.judge === null || answer === undefined) return none;
  const known = judged.get(answer);
  if (known?.by === rules) return known.broken;
  const findings = rules.judge(rules.rules, answer.states, now).filter(({ verdict }) => verdict === 'broken');
  const byUid = Map.groupBy(findings, ({ identity }) => identity.uid);
  const broken = new Map([...byUid].map(([uid, own]) => [uid, own.map(({ rule }) => rule)]));
  judged.set(answer, { by: rules, broken });
  return broken;
}

/** ` §2,3` behind a status; nothing for what keeps to the rules. */
export function brokenMark(broken: readonly number[]): Line {
  return broken.length === 0 ? [] : [span(` §${broken.join(',')}`, 'bad')];
}

interface Held {
  readonly cluster: { readonly id: string; readonly name: string };
  readonly identity: { readonly uid: string; readonly name: string };
}

/** For details: what breaks which rule of which file. */
export function rulesNote(
  rows: readonly Held[],
  state: AppState,
  width: number,
  messages: Messages,
): readonly Line[] {
  const { brokenBy } = ruleSurroundings(state);
  const file = visible(homePath(state.rules.file ?? '', state.home));
  return rows
    .flatMap(({ cluster, identity }) => {
      const broken = brokenBy(cluster.id, identity.uid);
      const what = `${visible(identity.name)} @ ${visible(cluster.name)}`;
      return broken.length === 0 ? [] : [messages.rules.breaks(what, broken.join(', '), file)];
    })
    .flatMap((text) => wrapText(text, width).map((line): Line => [span(line, 'bad')]));
}
