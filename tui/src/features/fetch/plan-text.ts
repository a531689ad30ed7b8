import type { AcquireChange, AcquirePlan, AcquireResult } from '@ackring/core/fetch';
import { told, visible } from '@ackring/core/words';
import { toldIn } from '../../messages/problems/told.js';
import { say } from '../../messages/say.js';
import { homePath } from '../../screen/drawing/home-path.js';
import { durationText, localTime, minutesLabel } from '../../screen/drawing/times.js';
import type { Reader } from '../../screen/table.js';
import { verdictLines } from '../contexts/verdict.js';

const signs: Readonly<Record<AcquireChange['change'], string>> = { add: '+', update: '~', none: ' ' };

/** The preview: what would be fetched, and every entry that would change. */
export function planText(plan: AcquirePlan, reader: Reader): string {
  return [headline(plan, reader), ...changeLines(plan.changes, reader), contextLine(plan, reader)].join('\n');
}

function headline({ request, access, server, file }: AcquirePlan, reader: Reader): string {
  const { messages } = reader;
  const { cluster, durationMinutes } = request;
  const kind =
    durationMinutes === null
      ? say('long-term')
      : say('temporary, {duration}', { duration: minutesLabel(durationMinutes, messages) });
  const into = file === null ? 'stdout' : pathText(file, reader);
  return toldIn(
    messages,
    say('{cluster} ({region}): {kind}, {access} {server}, into {into}', {
      ...{ cluster: cluster.name, region: cluster.region, kind, server, into },
      access: messages.access[access],
    }),
  );
}

/** A change in another file than the others names it. */
export function changeLines(changes: readonly AcquireChange[], reader: Reader): string[] {
  return changes.map((change) =>
    change.file === undefined
      ? changeLine(change)
      : `${changeLine(change)}, in ${pathText(change.file, reader)}`,
  );
}

/** `+ users/ack/cn-hangzhou/prod  certificate`. */
function changeLine(change: AcquireChange): string {
  return `  ${signs[change.change]} ${visible(change.path)}  ${visible(change.detail)}`.trimEnd();
}

function contextLine({ untouchedContexts, currentContext }: AcquirePlan, { messages }: Reader): string {
  const { before, after } = currentContext;
  const { untouched, currentStays, currentBecomes } = messages.fetch;
  const current = before === after ? currentStays(before) : currentBecomes(after ?? '–');
  return `    ${untouched(untouchedContexts)} · ${visible(current)}`;
}

function pathText(file: string, { home }: Reader): string {
  return visible(homePath(file, home));
}

/** What was done, for people; on stderr, since data may go to stdout. */
export function resultText(result: AcquireResult, reader: Reader): string {
  const { now, timeZone, messages } = reader;
  const facts = {
    context: result.context,
    end: localTime(result.notAfter, timeZone),
    left: durationText(result.notAfter.getTime() - now.getTime(), messages),
  };
  const what =
    result.file === null
      ? say('{context}, ends {end} ({left})', facts)
      : say('{context} in {file}, ends {end} ({left})', { ...facts, file: pathText(result.file, reader) });
  const lines = [toldIn(messages, what), ...changeLines(result.changes, reader)];
  lines.push(...result.unproven.map((each) => `  ! ${toldIn(messages, each)}`));
  if (result.verdict !== null) lines.push(verdictLines(result.verdict, reader));
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
    ...(result.unproven.length === 0 ? {} : { unproven: result.unproven.map((each) => told(each)) }),
  };
}

/** The same contract for `--dry-run`, before anything is fetched. */
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
