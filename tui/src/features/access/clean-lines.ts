import {
  type CleanPlan,
  type CleanStep,
  isOnlyLookedAt,
  isTaken,
  recycleBinPlaces,
  restorableUntil,
} from '@ackring/core/access';
import { successMark } from '@ackring/core/claims';
import { visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import { translateProblem } from '../../messages/problems/translate.js';
import { localDay } from '../../messages/times.js';
import type { AppState } from '../../screen/app-state.js';
import { fitTable, rowLine, titleLine, widestOf } from '../../screen/columns.js';
import { type Line, span, wrapText } from '../../screen/drawing/line.js';
import { homePath } from '../../screen/reader.js';
import type { Reader } from '../../screen/table.js';
import { pairId } from '../../subjects/holding/access.js';
import { rolesNote, rolesText } from '../../subjects/holding/table.js';
import { recentUseText } from '../../subjects/usage/column.js';
import { cleanIdentity, cleanTable, signOfStep } from './clean-table.js';
import { type CleanAct, isAlone, type Removal } from './removal.js';

interface Place {
  readonly stage: Removal['stage'];
  readonly width: number;
  readonly messages: Messages;
}

/** A clean as a table, a line per kubeconfig: its verdict first, then the action and its outcome. */
export function cleanLines(state: AppState, act: CleanAct, place: Place): readonly Line[] {
  const { stage, width, messages } = place;
  const { clean } = messages.removal;
  const steps = act.plan?.steps ?? [];
  const unseen = unseenLines(act, place);
  if (steps.length === 0) return [[span(clean.none, 'dim')], ...unseen];
  const why = (step: CleanStep) => whyCell(act, step, place);
  const known = { why, whyWidth: widestOf(steps.map((step) => why(step).text)) };
  const isOne = new Set(steps.map(({ row }) => row.identity.uid)).size < 2;
  const shown = cleanTable.columns.filter((column) => !isOne || column !== cleanIdentity);
  const view = { sort: null, width: width - 2, known, reader: { ...state, messages } };
  const columns = fitTable({ columns: shown }, view);
  const rows = steps.map((step): Line => [signOf(act, step, stage), span(' '), ...rowLine(columns, step)]);
  const roles = columns.some(({ column }) => column.title === messages.columns.roles)
    ? []
    : roleLines(steps, { ...state, messages }, width);
  const after = stage === 'plan' ? planNotes(state, act, place) : runNotes(state, act, place);
  return [[span('  '), ...titleLine(columns)], ...rows, ...unseen, ...roles, [], ...after];
}

/** Where the table has no room for them: what somebody may do decides, too. */
function roleLines(steps: readonly CleanStep[], reader: Reader, width: number): readonly Line[] {
  const { columns, labelled } = reader.messages;
  const told = steps.map(({ row }) => `${visible(row.cluster.name)} ${visible(rolesText(row, reader))}`);
  const text = labelled(columns.roles, told.join(', '));
  return wrapText(text, width).map((line): Line => [span(line, 'dim')]);
}

function signOf(act: CleanAct, step: CleanStep, stage: Removal['stage']): Line[number] {
  const outcome = act.outcomes.get(pairId(step.row));
  if (stage === 'plan') return signOfStep(step);
  switch (outcome?.result) {
    case 'removed':
    case 'alreadyRemoved':
      return lookSign(act, step);
    case 'failed':
    case 'unknown':
      return span('✕', 'bad');
    case 'unconfirmed':
      return span('?', 'warn');
    case 'refused':
      return span('–', 'dim');
    case undefined:
      return act.started.has(pairId(step.row)) ? span('⟳', 'accent') : span('–', 'dim');
  }
}

/** The cloud’s word is not the cluster’s: what was removed is shut out once that was seen. */
function lookSign({ run }: CleanAct, step: CleanStep): Line[number] {
  const claim = letInOf(run, step)?.claim ?? null;
  const mark = successMark(claim);
  if (mark !== null) return span(mark, 'good');
  if (claim === null) return span('·', 'dim');
  return claim.kind === 'refuted' ? span('✕', 'bad') : span('?', 'warn');
}

function letInOf(run: CleanAct['run'], { row }: CleanStep) {
  const id = pairId(row);
  return [...(run?.letIn ?? [])].find(([step]) => pairId(step.row) === id)?.[1] ?? null;
}

function whyCell(act: CleanAct, step: CleanStep, { stage, messages }: Place): Line[number] {
  const { labelled, removal } = messages;
  const { clean } = removal;
  const reason = clean.reasons[step.reason];
  if (stage === 'plan') return span(reason, signOfStep(step).tone);
  const id = pairId(step.row);
  const outcome = act.outcomes.get(id) ?? act.run?.outcomes.find(({ step: { row } }) => pairId(row) === id);
  if (outcome === undefined) {
    if (isLook(act)) return span(reason, 'dim');
    if (!isChosen(act, step)) return span(labelled(clean.results.refused, reason), 'dim');
    return span(act.started.has(id) ? clean.underWay : clean.waiting, act.started.has(id) ? 'accent' : 'dim');
  }
  const { result, isForced, error } = outcome;
  const problem = error === null ? reason : visible(translateProblem(error, messages).message);
  if (step.reason === 'NothingIssued') return span(reason, 'dim');
  if (result === 'refused') return span(labelled(clean.results.refused, problem), 'dim');
  if (result === 'unconfirmed') return span(clean.results.unconfirmed, 'warn');
  if (error !== null) return span(labelled(clean.results[result], problem), 'bad');
  const done = isForced ? `${clean.results[result]}, ${clean.forced}` : clean.results[result];
  const letIn = letInOf(act.run, step);
  return letIn === null
    ? span(done, 'text')
    : span(labelled(done, clean.looks[letIn.claim.kind]), lookTones[letIn.claim.kind]);
}

const lookTones = { proven: 'good', refuted: 'bad', unknown: 'warn' } as const;

/** Nothing is left to remove: tokens are looked for. */
function isLook({ plan }: CleanAct): boolean {
  return plan !== null && isOnlyLookedAt(plan);
}

function isChosen({ isForced }: CleanAct, { verdict }: CleanStep): boolean {
  return verdict === 'remove' || (isForced && verdict === 'needs-force');
}

/** What each kind of refusal means, and what to do about it. */
function planNotes(state: AppState, act: CleanAct, { width, messages }: Place): readonly Line[] {
  const { clean } = messages.removal;
  const { plan } = act;
  const reasons = new Set(plan?.steps.map(({ reason }) => reason));
  const remedies = [...reasons].flatMap((reason) => {
    const remedy = clean.remedies[reason];
    return remedy === undefined ? [] : [`${clean.reasons[reason]} → ${remedy}`];
  });
  const effect = wrapText(isLook(act) ? clean.lookEffect : clean.effect, width).map(
    (text): Line => [span(text)],
  );
  const rows = plan?.steps.map(({ row }) => row) ?? [];
  const rotates = rotatesText(act, messages);
  const uses = plan === null ? [] : recentUseLines(plan, { ...state, messages });
  return [
    ...[...rotates, ...uses].flatMap((text) =>
      wrapText(text, width).map((line): Line => [span(line, 'warn')]),
    ),
    ...effect,
    ...rolesNote(rows, width, messages),
    ...remedies.flatMap((remedy) => wrapText(remedy, width).map((text): Line => [span(text, 'dim')])),
  ];
}

/** Whose role it is that the rotation would miss. */
function rotatesText({ rotates, request }: CleanAct, { removal: { clean } }: Messages): readonly string[] {
  if (rotates === null) return [];
  const name = visible(rotates.name);
  return [isAlone(request) ? clean.rotates(name) : clean.rotatesLeftOut(name)];
}

/** Who would miss it: a line for each kubeconfig to be removed that was used, or may have been. */
export function recentUseLines({ steps }: CleanPlan, reader: Reader): readonly string[] {
  return steps
    .filter(({ verdict, recentUse }) => verdict !== 'refused' && recentUse.kind !== 'unused')
    .map(({ row: { cluster, identity }, recentUse }) => {
      const who = identity.name || identity.uid;
      const label = `${visible(cluster.name)} · ${visible(who)}`;
      return reader.messages.labelled(label, recentUseText(recentUse, reader));
    });
}

function runNotes(state: AppState, act: CleanAct, { width, messages }: Place): readonly Line[] {
  const { clean } = messages.removal;
  const { backup, run, task, plan, unsaved, tokensLeft } = act;
  const path = (file: string): string => visible(homePath(file, state.home));
  const notes = [
    ...(task === null ? [] : [clean.task(visible(task.id))]),
    ...(backup === null ? [] : [clean.backup(path(backup))]),
    ...unsaved.map(({ step: { row }, error }) =>
      clean.unsaved(visible(row.cluster.name), visible(translateProblem(error, messages).message)),
    ),
    ...(run?.report ? [clean.report(path(run.report))] : []),
    ...(run?.reportProblem ? [visible(translateProblem(run.reportProblem, messages).message)] : []),
  ];
  const isAnyGone = run?.outcomes.some(({ result }) => isTaken(result)) === true;
  if (isAnyGone && plan !== null) {
    notes.push(clean.restore(localDay(restorableUntil(plan.now), state.timeZone), recycleBinPlaces));
  }
  const lines = (texts: readonly string[], tone: 'dim' | 'warn' | 'good'): readonly Line[] =>
    texts.flatMap((note) => wrapText(note, width).map((text): Line => [span(text, tone)]));
  const left = [...tokensLeft, ...(run?.notShutOut ?? [])];
  const tokens = left.map(({ error }) => {
    const { message, remedy } = translateProblem(error, messages);
    return `${visible(message)} → ${visible(remedy)}`;
  });
  const isNoneLeft = isLook(act) && run !== null && tokens.length === 0 && plan?.unseen.length === 0;
  return [
    ...lines(tokens, 'warn'),
    ...lines(isNoneLeft ? [clean.tokens(0)] : [], 'good'),
    ...lines(notes, 'dim'),
  ];
}

function unseenLines({ plan }: CleanAct, { width, messages }: Place): readonly Line[] {
  if (plan === null || plan.unseen.length === 0) return [];
  const places = plan.unseen.map(({ place, error }) =>
    messages.aside(visible(place), visible(translateProblem(error, messages).message)),
  );
  const text = messages.removal.clean.unseen(places.join(', '));
  return wrapText(text, width).map((line) => [span(line, 'warn')]);
}
