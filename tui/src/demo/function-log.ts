import * as v from 'valibot';
import { type Column, table } from '../present/table.js';

const outcomeLine = v.object({
  kind: v.literal('outcome'),
  cluster: v.object({ name: v.string() }),
  decision: v.object({ kind: v.string(), reason: v.string() }),
  notAfter: v.nullable(v.string()),
  after: v.nullable(v.object({ notAfter: v.string() })),
  steps: v.array(v.object({ step: v.string(), result: v.string() })),
  error: v.nullable(v.object({ message: v.string() })),
});

type Outcome = v.InferOutput<typeof outcomeLine>;

/** The credentials a run worked on, from the function's log: one JSON object a line. */
export function readOutcomes(lines: readonly string[]): readonly Outcome[] {
  return lines.flatMap((line) => {
    const parsed = v.safeParse(outcomeLine, parse(line));
    return parsed.success ? [parsed.output] : [];
  });
}

/** What happened to each, for people. */
export function outcomeTable(outcomes: readonly Outcome[]): string {
  return table(columns, outcomes);
}

const columns: readonly Column<Outcome>[] = [
  { title: 'CLUSTER', text: ({ cluster }) => cluster.name },
  { title: 'DECISION', text: ({ decision }) => `${decision.kind} (${decision.reason})` },
  { title: 'ENDED', text: ({ notAfter }) => notAfter?.slice(0, 10) ?? '–' },
  { title: 'ENDS', text: ({ after }) => after?.notAfter.slice(0, 10) ?? '–' },
  { title: 'STEPS', text: stepsText },
];

function stepsText({ steps, error }: Outcome): string {
  if (error !== null) return `✕ ${error.message}`;
  return steps.flatMap(({ step, result }) => (result === 'done' ? [step] : [])).join(' › ');
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
