import type { AppState } from '../../screen/app-state.js';
import type { Searchable } from '../../screen/filter.js';

/** What is told of the deployed function, a row each; `timer` and `next` once for each timer. */
export type FunctionRow =
  | { readonly kind: FunctionFact }
  | { readonly kind: 'timer' | 'next'; readonly timer: number };

const facts = ['health', 'function', 'state', 'last', 'retries', 'runtime', 'role', 'log'] as const;

export type FunctionFact = (typeof facts)[number];

/** The rows in their order: how it is, when it runs and ran, and what it is. Before it is known, only what went wrong. */
export function functionRows({ rotation }: AppState): readonly Searchable[] {
  const { value, problem } = rotation.function;
  if (value === null) {
    const ran = (rotation.runs.value?.runs.length ?? 0) > 0;
    return problem === null ? [] : [row('health'), ...(ran ? [row('last')] : [])];
  }
  const timers = value.timers.flatMap((timer, index) => [
    { id: `timer:${index}`, text: `timer ${timer.name} ${timer.cron}` },
    ...(timer.nextAt === null ? [] : [{ id: `next:${index}`, text: `next ${timer.name}` }]),
  ]);
  const [health, name, state, ...rest] = facts.map(row);
  const head = [health, name, state].flatMap((each) => each ?? []);
  return [...head, ...timers, ...rest];
}

/** The row behind an id of `functionRows`. */
export function functionRow(id: string): FunctionRow {
  const [kind = '', index] = id.split(':');
  if ((kind === 'timer' || kind === 'next') && index !== undefined) return { kind, timer: Number(index) };
  return { kind: facts.find((fact) => fact === kind) ?? 'health' };
}

function row(fact: FunctionFact): Searchable {
  return { id: fact, text: fact };
}
