import { recentUseToJson } from '../../usage/recent-use.js';
import { toText } from '../../words/say.js';
import { rolesAsAdministered, rolesSeen } from '../access-row.js';
import { letInToJson } from '../let-in/explain.js';
import type { LetIn } from '../let-in/look.js';
import { recycleBinText, restorableUntil } from '../recycle-bin.js';
import { type CleanKept, type Unsaved, unsavedProblem } from './clean.js';
import type { CleanOutcome, CleanResult } from './clean-batch.js';
import { type CleanPlan, type CleanStep, explainCleanReason } from './clean-plan.js';

/** The `clean` contract: the plan, and what was applied; neither holds a secret. */
export function cleanToJson(
  plan: CleanPlan,
  outcomes: readonly CleanOutcome[],
  {
    unsaved = [],
    tokensLeft = [],
    letIn = new Map(),
  }: Partial<Pick<CleanKept, 'unsaved' | 'tokensLeft'>> & {
    readonly letIn?: ReadonlyMap<CleanStep, LetIn>;
  } = {},
) {
  const problem = ({ step, error: { code, message } }: Unsaved) => ({ ...whereOf(step), code, message });
  return {
    plan: plan.steps.map((step) => ({
      ...whereOf(step),
      verdict: step.verdict,
      reason: step.reason,
      lastActivity: lastActivityText(step),
      recentUse: recentUseToJson(step.recentUse),
      roles: step.row.roles?.map(({ role, namespace }) => ({ role, namespace })) ?? null,
      rolesSeen: rolesSeen(step.row),
    })),
    applied: outcomes.map(({ step, result, isForced, error }) => ({
      ...whereOf(step),
      result,
      forced: isForced,
      error: error === null ? null : { code: error.code, message: error.message, requestId: error.requestId },
      restorableUntil: isTaken(result) ? restorableUntil(plan.now).toISOString() : null,
      letIn: letInToJson(letIn.get(step) ?? null),
    })),
    unseen: plan.unseen.map(({ place, error }) => ({ place, code: error.code, message: error.message })),
    unsaved: unsaved.map(problem),
    tokensLeft: tokensLeft.map(problem),
  };
}

/** A Markdown report for the record and the ticket. */
export function cleanReport(options: {
  readonly plan: CleanPlan;
  readonly outcomes: readonly CleanOutcome[];
  readonly runId: string;
  readonly notShutOut?: readonly Unsaved[];
  readonly backup: string | null;
  readonly unsaved?: readonly Unsaved[];
  readonly tokensLeft?: readonly Unsaved[];
}): string {
  const { plan, outcomes, runId, notShutOut = [], backup, unsaved = [], tokensLeft = [] } = options;
  const removed = outcomes.filter(({ result }) => isTaken(result));
  const lines = [
    '# Access removed',
    '',
    `Run ${runId}, ${plan.now.toISOString()}: ${countText(outcomes)}.`,
    '',
    '| Identity | Cluster | Region | Result | Why | Last seen |',
    '| --- | --- | --- | --- | --- | --- |',
    ...outcomes.map(reportLine),
    '',
    ...(backup === null ? [] : [`What they held before is in \`${backup}\`.`, '']),
    ...unsaved.map((each) => `**Not kept:** ${cell(unsavedProblem(each).message)}`),
    ...tokensLeft.map(({ error }) => `**Left:** ${cell(error.message)}`),
    ...notShutOut.map(({ error }) => `**Not shut out:** ${cell(`${error.message}. ${error.remedy}`)}`),
    ...(isSeenInPart(plan) ? [`What they held: ${toText(rolesAsAdministered)}.`, ''] : []),
    ...(removed.length === 0 ? [] : [toText(recycleBinText(plan.now)), '']),
    ...plan.unseen.map(({ place, error }) => `**Not looked at:** ${cell(place)}: ${cell(error.message)}`),
  ];
  return lines.join('\n');
}

/** The cloud reported it done. */
export function isTaken(result: CleanResult): boolean {
  return result === 'removed' || result === 'unconfirmed';
}

/** Whether the plan's roles are only those visible to the caller. */
export function isSeenInPart({ steps }: Pick<CleanPlan, 'steps'>): boolean {
  return steps.some(({ row }) => rolesSeen(row) === 'asAdministered');
}

const words: Readonly<Record<CleanResult, string>> = {
  removed: 'removed',
  alreadyRemoved: 'was removed before',
  refused: 'left',
  failed: 'failed',
  unconfirmed: 'not seen gone yet: lists lag',
  unknown: 'unknown: run it again to see',
};

function reportLine(outcome: CleanOutcome): string {
  const { step, result, isForced, error } = outcome;
  const { identity, cluster } = step.row;
  const why = error === null ? explainCleanReason(step.reason) : `${error.message}`;
  const cells = [
    `${identity.name} (${identity.uid})`,
    `${cluster.name} (${cluster.id})`,
    cluster.region,
    `${words[result]}${isForced && result === 'removed' ? ' by force' : ''}`,
    why,
    lastActivityText(step) ?? 'unknown',
  ];
  return `| ${cells.map(cell).join(' | ')} |`;
}

function countText(outcomes: readonly CleanOutcome[]): string {
  const counts = Map.groupBy(outcomes, ({ result }) => result);
  return [...counts].map(([result, some]) => `${some.length} ${words[result]}`).join(', ');
}

/** Names come from outside and must not break the table or the terminal. */
function cell(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f]/g, ' ').replaceAll('|', '\\|');
}

function whereOf({ row }: CleanStep) {
  const { cluster, identity } = row;
  return {
    cluster: cluster.name,
    clusterId: cluster.id,
    region: cluster.region,
    uid: identity.uid,
    name: identity.name,
  };
}

function lastActivityText({ row }: CleanStep): string | null {
  const { lastActivity } = row;
  if (lastActivity.kind === 'seen') return lastActivity.at.toISOString();
  return lastActivity.kind === 'never' ? 'never' : null;
}
