import type { CleanStep } from '@ackring/core/access/clean/clean-plan';
import { isTaken } from '@ackring/core/access/clean/clean-report';
import { recycleBinUrl, restorableUntil } from '@ackring/core/access/recycle-bin';
import { homePath } from '../components/home-path.js';
import { cutMiddle, type Line, span, wrapText } from '../components/line.js';
import { localDay } from '../components/local-time.js';
import type { Messages } from '../messages/messages.js';
import { visible } from '../present/visible.js';
import { type Column, fitColumns, rowLine, titleLine, widestOf } from '../screen/columns.js';
import { pairId } from '../state/access.js';
import type { AppState } from '../state/app-state.js';
import type { CleanAct, Removal } from '../state/removal.js';
import { rolesNote, rolesText, seenSpan } from './access-columns.js';

interface Place {
  readonly stage: Removal['stage'];
  readonly width: number;
  readonly messages: Messages;
}

/** A clean as a table, a line a kubeconfig: its verdict first, then what is done and what came of it. */
export function cleanLines(state: AppState, act: CleanAct, place: Place): readonly Line[] {
  const { stage, width, messages } = place;
  const { clean } = messages.removal;
  const steps = act.plan?.steps ?? [];
  const unseen = unseenLines(act, place);
  if (steps.length === 0) return [[span(clean.none, 'dim')], ...unseen];
  const columns = fitColumns(columnsOf(state, act, place), width - 2);
  const rows = steps.map((step): Line => [signOf(act, step, stage), ...rowLine(columns, step)]);
  const after = stage === 'plan' ? planNotes(act, place) : runNotes(state, act, place);
  return [[span('  '), ...titleLine(columns)], ...rows, ...unseen, [], ...after];
}

const signs = { remove: ['✓ ', 'good'], 'needs-force': ['⚠ ', 'warn'], refused: ['✕ ', 'dim'] } as const;

function signOf(act: CleanAct, step: CleanStep, stage: Removal['stage']): Line[number] {
  const outcome = act.outcomes.get(pairId(step.row));
  if (stage === 'plan') {
    const [sign, tone] = signs[step.verdict];
    return span(sign, tone);
  }
  switch (outcome?.result) {
    case 'removed':
    case 'alreadyRemoved':
      return span('✓ ', 'good');
    case 'failed':
    case 'unknown':
      return span('✕ ', 'bad');
    case 'unconfirmed':
      return span('? ', 'warn');
    case 'refused':
      return span('– ', 'dim');
    case undefined:
      return act.started.has(pairId(step.row)) ? span('⟳ ', 'accent') : span('– ', 'dim');
  }
}

function columnsOf(state: AppState, act: CleanAct, place: Place): readonly Column<CleanStep>[] {
  const { messages } = place;
  const { columns, removal } = messages;
  const isOne = new Set(act.plan?.steps.map(({ row }) => row.identity.uid)).size < 2;
  const identity: Column<CleanStep> = {
    title: columns.identity,
    min: 12,
    ideal: 18,
    sacrifice: 0,
    cell: ({ row }, width) => [span(cutMiddle(visible(row.identity.name || row.identity.uid), width))],
  };
  return [
    {
      title: columns.cluster,
      min: 14,
      ideal: 22,
      growth: 1,
      sacrifice: 0,
      cell: ({ row }, width) => [span(cutMiddle(visible(row.cluster.name), width))],
    },
    ...(isOne ? [] : [identity]),
    {
      title: removal.columns.seen,
      min: widestOf([removal.columns.seen, messages.header.fresh('99 min'), removal.seen.unreadable]),
      ideal: 12,
      sacrifice: 1,
      cell: ({ row }) => [seenSpan(state, row, messages)],
    },
    {
      title: removal.columns.roles,
      min: 8,
      ideal: 14,
      sacrifice: 2,
      cell: ({ row }) => [span(rolesText(row, messages), 'faint')],
    },
    {
      title: removal.columns.why,
      min: 20,
      ideal: 44,
      sacrifice: 0,
      cell: (step) => [whyCell(act, step, place)],
    },
  ];
}

function whyCell(act: CleanAct, step: CleanStep, { stage, messages }: Place): Line[number] {
  const { clean } = messages.removal;
  const reason = clean.reasons[step.reason];
  if (stage === 'plan') return span(reason, signs[step.verdict][1]);
  const id = pairId(step.row);
  const outcome = act.outcomes.get(id) ?? act.run?.outcomes.find(({ step: { row } }) => pairId(row) === id);
  if (outcome === undefined) {
    if (!isChosen(act, step)) return span(`${clean.results.refused}: ${reason}`, 'dim');
    return span(act.started.has(id) ? clean.underWay : clean.waiting, act.started.has(id) ? 'accent' : 'dim');
  }
  const { result, isForced, error } = outcome;
  if (result === 'refused')
    return span(`${clean.results.refused}: ${error === null ? reason : visible(error.message)}`, 'dim');
  if (result === 'unconfirmed') return span(clean.results.unconfirmed, 'warn');
  if (error !== null) return span(`${clean.results[result]}: ${visible(error.message)}`, 'bad');
  return span(isForced ? `${clean.results[result]}, ${clean.forced}` : clean.results[result], 'good');
}

function isChosen({ isForced }: CleanAct, { verdict }: CleanStep): boolean {
  return verdict === 'remove' || (isForced && verdict === 'needs-force');
}

/** What it means, and what to do about each kind of refusal. */
function planNotes({ plan }: CleanAct, { width, messages }: Place): readonly Line[] {
  const { clean } = messages.removal;
  const reasons = new Set(plan?.steps.map(({ reason }) => reason));
  const remedies = [...reasons].flatMap((reason) => {
    const remedy = clean.remedies[reason];
    return remedy === undefined ? [] : [`${clean.reasons[reason]} → ${remedy}`];
  });
  const effect = wrapText(clean.effect, width).map((text): Line => [span(text)]);
  const rows = plan?.steps.map(({ row }) => row) ?? [];
  return [
    ...effect,
    ...rolesNote(rows, width, messages),
    ...remedies.flatMap((remedy) => wrapText(remedy, width).map((text): Line => [span(text, 'dim')])),
  ];
}

function runNotes(state: AppState, act: CleanAct, { width, messages }: Place): readonly Line[] {
  const { clean } = messages.removal;
  const { backup, run, task, plan, unsaved } = act;
  const path = (file: string): string => visible(homePath(file, state.home));
  const notes = [
    ...(task === null ? [] : [clean.task(visible(task.id))]),
    ...(backup === null ? [] : [clean.backup(path(backup))]),
    ...unsaved.map(({ step: { row }, error }) =>
      clean.unsaved(visible(row.cluster.name), visible(error.message)),
    ),
    ...(run?.report ? [clean.report(path(run.report))] : []),
    ...(run?.reportProblem ? [visible(run.reportProblem.message)] : []),
  ];
  const isAnyGone = run?.outcomes.some(({ result }) => isTaken(result)) === true;
  if (isAnyGone && plan !== null) {
    notes.push(clean.restore(localDay(restorableUntil(plan.now), state.timeZone), recycleBinUrl));
  }
  return notes.flatMap((note) => wrapText(note, width).map((text): Line => [span(text, 'dim')]));
}

function unseenLines({ plan }: CleanAct, { width, messages }: Place): readonly Line[] {
  if (plan === null || plan.unseen.length === 0) return [];
  const places = plan.unseen.map(({ place, error }) => `${visible(place)} (${visible(error.message)})`);
  const text = messages.removal.clean.unseen(places.join(', '));
  return wrapText(text, width).map((line) => [span(line, 'warn')]);
}
