import type { Condition, KeptRun, RotationOutcome, RotationReport } from '@ackring/core/rotation';
import { visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import { translate, translateProblem } from '../../messages/problems/translate.js';
import { durationText, localDay, localTime } from '../../messages/times.js';
import type { AppState } from '../../screen/app-state.js';
import {
  cutMiddle,
  fitText,
  indented,
  type Line,
  lineText,
  span,
  widthOf,
  wrapText,
} from '../../screen/drawing/line.js';
import { type Fact, factLines, problemFacts } from '../../screen/fact-lines.js';
import type { Subjects } from '../../screen/overlays.js';
import { decisionText, holderName, reasonText } from '../../subjects/rotation/table.js';
import { failedPart } from './failed-part.js';
import { functionFact, functionRow } from './function-facts.js';
import { historyRow } from './history.js';
import { changeTable } from './kept-tables.js';

interface RotationDetails {
  readonly title: string;
  readonly lines: readonly Line[];
}

type RotationSubject = Subjects['rotation'];

/** The details of a row of the views other than the plan. */
export function rotationDetails(
  state: AppState,
  { tab, id }: RotationSubject,
  width: number,
  messages: Messages,
): RotationDetails {
  switch (tab) {
    case 'function':
      return functionDetails(state, id, width, messages);
    case 'runs':
      return historyDetails(state, id, width, messages);
    case 'calendar':
      return { title: id, lines: monthLines(state, id, width, messages) };
  }
}

function historyDetails(state: AppState, row: string, width: number, messages: Messages): RotationDetails {
  const { part, id } = historyRow(row);
  switch (part) {
    case 'runs':
      return runDetails(state, id, width, messages);
    case 'changes': {
      const change = state.rotation.runs.value?.changes.find((each) => changeTable.id(each) === id);
      const outcome = change?.after ?? change?.before ?? null;
      if (change === undefined || outcome === null) return nothing;
      const lines = outcomeLines(state, outcome, width, messages);
      return { title: visible(change.cluster.name), lines };
    }
    case 'log':
      return logDetails(state, id, width, messages);
  }
}

const nothing: RotationDetails = { title: '', lines: [] };

function functionDetails(state: AppState, id: string, width: number, messages: Messages): RotationDetails {
  const { deployed } = messages;
  const row = functionRow(id);
  const { problem } = state.rotation.function;
  const { problem: logProblem } = state.rotation.log;
  const { problem: runsProblem } = state.rotation.runs;
  const found =
    row.kind === 'health'
      ? problem
      : row.kind === 'log'
        ? logProblem
        : row.kind === 'last'
          ? runsProblem
          : null;
  const { value } = functionFact(state, row, messages);
  const facts: readonly Fact[] = [
    [deployed.facts[row.kind], lineText(value)],
    ...(found === null ? [] : problemFacts(found, messages, state)),
  ];
  return { title: deployed.facts[row.kind], lines: factLines(facts, width) };
}

function runDetails(state: AppState, id: string, width: number, messages: Messages): RotationDetails {
  const { runs } = state.rotation;
  const run = runs.value?.runs.find(({ runId }) => runId === id);
  if (run === undefined) return nothing;
  const report = [runs.value?.latest, runs.value?.previous].find((each) => each?.runId === id);
  return {
    title: localTime(new Date(run.startedAt), state.timeZone),
    lines: [
      ...factLines(runFacts(run, messages), width),
      ...outcomeRows(state, report?.outcomes ?? [], width, messages),
    ],
  };
}

function runFacts({ runId, mode, startedAt, finishedAt, counts, failures }: KeptRun, messages: Messages) {
  const { columns, modes } = messages.deployed;
  const took = durationText(Date.parse(finishedAt) - Date.parse(startedAt), messages);
  const told = [
    [columns.renewed, counts['renewed']],
    [columns.delivered, counts['delivered']],
    [columns.told, counts['notified']],
    [columns.failed, counts['failed']],
  ] as const;
  return [
    [columns.mode, modes[mode]],
    [columns.took, took],
    ...told.map(([title, count]): Fact => [title, String(count ?? 0)]),
    ...failures.map((failure): Fact => [columns.failures, visible(failure)]),
    ['runId', visible(runId)],
  ] satisfies readonly Fact[];
}

/** The credentials that were worked on, or failed. */
function outcomeRows(
  state: AppState,
  outcomes: readonly RotationOutcome[],
  width: number,
  messages: Messages,
): readonly Line[] {
  const { decisions, decisionReasons } = messages;
  const eventful = outcomes.filter(
    ({ error, steps, decision }) => error !== null || steps.length > 0 || decision.kind === 'notify',
  );
  if (eventful.length === 0) return [];
  const rows = eventful.map((outcome): Line => {
    const { cluster, decision, error, after } = outcome;
    const ends = after === null ? '' : ` → ${localDay(new Date(after.notAfter), state.timeZone)}`;
    return [
      error === null ? span('✓ ', 'good') : span('✕ ', 'bad'),
      ...whose(cluster.name, holderName(outcome, { messages }), width),
      error === null
        ? span(`${decisions[decision.kind]} · ${decisionReasons[decision.reason]}${ends}`)
        : span(visible(translateProblem(error, messages).message), 'bad'),
    ];
  });
  return [[], ...rows];
}

/** Cluster and identity in columns of their own; with little room, later columns need more of it. */
function whose(cluster: string, identity: string, width: number): Line {
  const [first, second] = width < 80 ? [16, 6] : [24, 16];
  return [
    span(fitText(cutMiddle(visible(cluster), first), first + 2)),
    span(fitText(cutMiddle(visible(identity), second), second + 2), 'dim'),
  ];
}

function monthLines(state: AppState, month: string, width: number, messages: Messages): readonly Line[] {
  const { decisions, decisionReasons } = messages;
  const events = state.rotation.calendar.value?.months.get(month)?.events ?? [];
  const failures = state.rotation.calendar.value?.failures ?? [];
  const rows = events.map(
    ({ at, cluster, identity, decision }): Line => [
      span(`${localDay(at, state.timeZone)}  `, 'dim'),
      span(fitText(cutMiddle(visible(cluster.name), 24), 26)),
      span(fitText(cutMiddle(visible(identity), 16), 18), 'dim'),
      span(`${decisions[decision.kind]} · ${decisionReasons[decision.reason]}`),
    ],
  );
  const unseen = failures.flatMap((failure) =>
    wrapText(failureText(failure, messages), width).map((text): Line => [span(text, 'warn')]),
  );
  const none: readonly Line[] = [[span('–', 'faint')]];
  return [...(rows.length === 0 ? none : rows), ...(unseen.length === 0 ? [] : [[], ...unseen])];
}

function failureText({ what, error }: RotationReport['failures'][number], messages: Messages): string {
  const part = failedPart(what);
  const said = typeof part === 'string' ? visible(part) : translate(messages, part);
  return `! ${messages.labelled(said, visible(translateProblem(error, messages).message))}`;
}

function logDetails(state: AppState, id: string, width: number, messages: Messages): RotationDetails {
  const line = state.rotation.log.value?.lines.find((each) => each.id === id);
  if (line === undefined) return nothing;
  const { columns, record } = messages.deployed;
  const facts: readonly Fact[] = [
    [columns.time, localTime(line.at, state.timeZone)],
    [record.instance, visible(line.instance ?? '–')],
  ];
  const pretty = line.record === null ? line.text : JSON.stringify(line.record, null, 2);
  const text = pretty.split('\n').flatMap((each) => indented(visible(each), width));
  return {
    title: line.record?.kind ?? columns.says,
    lines: [...factLines(facts, width), [], ...text.map((each): Line => [span(each)])],
  };
}

/** The rotation's decision on one credential, why, and every step it took. */
export function outcomeLines(
  state: AppState,
  outcome: RotationOutcome,
  width: number,
  messages: Messages,
): readonly Line[] {
  const { rotation } = messages;
  const { identity, holder, notAfter, before, after, error, deferred } = outcome;
  const facts: Fact[] = [
    [
      rotation.decision,
      `${decisionText(outcome, { messages, now: state.now })} · ${reasonText(outcome, { messages })}`,
    ],
    [rotation.identity, visible(holder === null ? identity : `${holder} (${identity})`)],
    [rotation.ends, notAfter === null ? rotation.none : localTime(new Date(notAfter), state.timeZone)],
  ];
  // Of a plan nothing is known of either.
  if (before !== null) facts.push([rotation.before, summaryText(state, before)]);
  if (after !== null) facts.push([rotation.after, summaryText(state, after)]);
  const { condition } = outcome;
  if (condition != null && condition.state !== 'ready') {
    facts.splice(1, 0, [rotation.condition, conditionText(state, condition, messages)]);
  }
  if (deferred !== null) facts.push(['', [span(rotation.deferrals[deferred], 'warn')]]);
  if (error !== null) facts.push(...problemFacts(error, messages, state));
  return [...factLines(facts, width), ...stepLines(outcome, messages)];
}

function conditionText(state: AppState, condition: Condition, { rotation }: Messages): string {
  const since = rotation.since(localTime(new Date(condition.since), state.timeZone));
  return `${rotation.conditions[condition.state]} · ${since}`;
}

function summaryText(state: AppState, summary: NonNullable<RotationOutcome['before']>): string {
  return `${summary.serial} · ${localTime(new Date(summary.notAfter), state.timeZone)}`;
}

function stepLines({ steps }: RotationOutcome, { rotation }: Messages): readonly Line[] {
  if (steps.length === 0) return [];
  const nameWidth = Math.max(...Object.values(rotation.steps).map(widthOf)) + 2;
  const lines = steps.map(
    ({ step, result, durationMs, sink }): Line => [
      span(result === 'failed' ? '✕ ' : '✓ ', result === 'failed' ? 'bad' : 'good'),
      span(fitText(rotation.steps[step], nameWidth)),
      span(fitText(rotation.results[result], 12), 'dim'),
      span(fitText(`${Math.round(durationMs)} ms`, 9, 'right'), 'dim'),
      span(sink === null ? '' : `  ${visible(sink)}`, 'dim'),
    ],
  );
  return [[], [span(rotation.step, 'strong')], ...lines];
}
