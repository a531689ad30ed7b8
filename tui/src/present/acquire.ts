import type { AcquireChange, AcquirePlan, AcquireResult } from '@ackring/core/fetch/request';
import { instantText, minutesText, timeLeft } from './time-left.js';
import { verdictLine } from './verdicts.js';
import { visible } from './visible.js';

const signs: Readonly<Record<AcquireChange['change'], string>> = { add: '+', update: '~', none: ' ' };

type ShowPath = (file: string) => string;

/** The preview: what would be fetched, and every entry that would change. */
export function planText(plan: AcquirePlan, path: ShowPath): string {
  return [headline(plan, path), ...changeLines(plan.changes, path), contextLine(plan)].join('\n');
}

function headline({ request, access, server, file }: AcquirePlan, path: ShowPath): string {
  const kind =
    request.durationMinutes === null ? 'long-term' : `temporary, ${minutesText(request.durationMinutes)}`;
  const into = file === null ? 'stdout' : path(file);
  return `${visible(request.cluster.name)} (${visible(request.cluster.region)}): ${kind}, ${access} ${visible(server)}, into ${into}`;
}

/** A change in another file than the others names it. */
export function changeLines(changes: readonly AcquireChange[], path: ShowPath): string[] {
  return changes.map((change) =>
    change.file === undefined ? changeLine(change) : `${changeLine(change)}, in ${path(change.file)}`,
  );
}

/** `+ users/ack/cn-hangzhou/prod  certificate`. */
function changeLine(change: AcquireChange): string {
  return `  ${signs[change.change]} ${visible(change.path)}  ${visible(change.detail)}`.trimEnd();
}

function contextLine({ untouchedContexts, currentContext }: AcquirePlan): string {
  const { before, after } = currentContext;
  const current =
    before === after
      ? `current-context stays ${quoted(before)}`
      : `current-context turns from ${quoted(before)} to ${quoted(after)}`;
  return `    ${untouchedContexts} other contexts untouched · ${current}`;
}

function quoted(name: string | null): string {
  return name === null ? 'unset' : `"${visible(name)}"`;
}

/** What was done, for people; on stderr, since data may go to stdout. */
export function resultText(result: AcquireResult, now: Date, path: ShowPath): string {
  const end = `, ends ${instantText(result.notAfter)} (${timeLeft(result.notAfter, now)})`;
  const where = result.file === null ? '' : ` in ${path(result.file)}`;
  const lines = [`${visible(result.context)}${where}${end}`, ...changeLines(result.changes, path)];
  lines.push(...result.unproven.map((each) => `  ! ${visible(each)}`));
  if (result.verdict !== null) lines.push(verdictLine(result.verdict));
  return lines.join('\n');
}

/** The `get` contract. */
export function acquireToJson(result: AcquireResult): Record<string, unknown> {
  return {
    cluster: clusterFacts(result.plan),
    context: result.context,
    file: result.file,
    access: result.plan.access,
    kind: kindOf(result.plan),
    notAfter: result.notAfter,
    changes: result.changes.map(changeFacts),
    verified: result.verdict === null ? null : result.verdict.verdict === 'ok',
    ...(result.unproven.length === 0 ? {} : { unproven: result.unproven }),
  };
}

/** The same contract for `--dry-run`, with nothing fetched yet. */
export function planToJson(plan: AcquirePlan): Record<string, unknown> {
  return {
    cluster: clusterFacts(plan),
    context: plan.context,
    file: plan.file,
    access: plan.access,
    kind: kindOf(plan),
    notAfter: plan.expectedNotAfter,
    changes: plan.changes.map(changeFacts),
    verified: null,
    dryRun: true,
  };
}

/** One change under the `get` and `ssh` contracts. */
export function changeFacts({ path, change, file }: AcquireChange): Record<string, string> {
  return file === undefined ? { path, change } : { path, change, file };
}

function clusterFacts({ request: { cluster } }: AcquirePlan): Record<string, string> {
  return { id: cluster.id, name: cluster.name, region: cluster.region };
}

function kindOf({ request }: AcquirePlan): 'temporary' | 'long-term' {
  return request.durationMinutes === null ? 'long-term' : 'temporary';
}
