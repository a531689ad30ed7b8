import type { AcquireChange, AcquirePlan, AcquireResult } from '@ackring/core/fetch';
import { type Cluster, type Sentence, toText, visible } from '@ackring/core/words';
import { translate } from '../../messages/problems/translate.js';
import { say } from '../../messages/say.js';
import { durationText, localTime, minutesLabel } from '../../messages/times.js';
import { homePath } from '../../screen/reader.js';
import type { Reader } from '../../screen/table.js';
import { verdictLines } from '../../subjects/context/verdict.js';

const signs: Readonly<Record<AcquireChange['change'], string>> = {
  add: '+',
  update: '~',
  unknown: '?',
  none: ' ',
};

/** The preview: what would be fetched, and every entry that would change. */
export function planText(plan: AcquirePlan, reader: Reader): string {
  return [headline(plan, reader), ...changeLines(plan.changes, reader), contextLine(plan, reader)].join('\n');
}

function headline({ request, access, server, file }: AcquirePlan, reader: Reader): string {
  const { messages } = reader;
  const { cluster } = request;
  const kind = kindText(request, messages);
  const into = file === null ? 'stdout' : pathText(file, reader);
  return translate(
    messages,
    say('{cluster} ({region}): {kind}, {access} {server}, into {into}', {
      ...{ cluster: cluster.name, region: cluster.region, kind, server, into },
      access: messages.access[access],
    }),
  );
}

function kindText(
  { plugIn, durationMinutes }: AcquirePlan['request'],
  messages: Reader['messages'],
): Sentence {
  if (plugIn === 'token') return say('RAM token');
  if (durationMinutes === null) return say('long-term');
  return say('temporary, {duration}', { duration: minutesLabel(durationMinutes, messages) });
}

/** A change in another file than the others names it. */
export function changeLines(changes: readonly AcquireChange[], reader: Reader): string[] {
  const { messages } = reader;
  return changes.map((change) => {
    const line = changeLine(change, reader);
    if (change.file === undefined) return line;
    return translate(
      messages,
      say('{change}, in {file}', { change: line, file: pathText(change.file, reader) }),
    );
  });
}

/** `+ users/ack/cn-hangzhou/prod  certificate`. */
function changeLine({ change, path, detail }: AcquireChange, { messages }: Reader): string {
  const said = change === 'unknown' ? messages.fetch.mayStay : translate(messages, detail);
  return `  ${signs[change]} ${visible(path)}  ${said}`.trimEnd();
}

function contextLine({ untouchedContexts, currentContext }: AcquirePlan, { messages }: Reader): string {
  return `    ${messages.fetch.untouched(untouchedContexts)} · ${currentText(currentContext, messages)}`;
}

/** Where the current context stays or goes. */
export function currentText(
  { before, after, isMissing }: AcquirePlan['currentContext'],
  { fetch }: Reader['messages'],
): string {
  const shown = after === null ? null : visible(after);
  if (shown === null || before !== after)
    return shown === null ? fetch.currentStays(null) : fetch.currentBecomes(shown);
  return isMissing ? fetch.currentMissing(shown) : fetch.currentStays(shown);
}

function pathText(file: string, { home }: Reader): string {
  return visible(homePath(file, home));
}

/** What was done, for people; on stderr, since data may go to stdout. */
export function resultText(result: AcquireResult, reader: Reader): string {
  const { messages } = reader;
  const lines = [translate(messages, outcomeText(result, reader)), ...changeLines(result.changes, reader)];
  lines.push(...result.unproven.map((each) => `  ! ${translate(messages, each)}`));
  if (result.verdict !== null) lines.push(verdictLines(result.verdict, reader));
  return lines.join('\n');
}

function outcomeText({ context, file, notAfter }: AcquireResult, reader: Reader): Sentence {
  const place = file === null ? null : pathText(file, reader);
  if (notAfter === null) {
    return place === null
      ? say('{context}, for as long as the RAM identity lasts', { context })
      : say('{context} in {file}, for as long as the RAM identity lasts', { context, file: place });
  }
  const { now, timeZone, messages } = reader;
  const left = durationText(notAfter.getTime() - now.getTime(), messages);
  const facts = { context, end: localTime(notAfter, timeZone), left };
  return place === null
    ? say('{context}, ends {end} ({left})', facts)
    : say('{context} in {file}, ends {end} ({left})', { ...facts, file: place });
}

/** The `get` contract. */
export function acquireToJson(result: AcquireResult): Record<string, unknown> {
  return {
    cluster: clusterFacts(result.plan.request.cluster),
    context: result.context,
    file: result.file,
    access: result.plan.access,
    kind: kindOf(result.plan),
    notAfter: result.notAfter,
    changes: result.changes.map(changeFacts),
    verified: result.verdict === null ? null : result.verdict.verdict === 'ok',
    ...(result.unproven.length === 0 ? {} : { unproven: result.unproven.map((each) => toText(each)) }),
  };
}

/** The same contract for `--dry-run`, before anything is fetched. */
export function planToJson(plan: AcquirePlan): Record<string, unknown> {
  return {
    cluster: clusterFacts(plan.request.cluster),
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

export function clusterFacts({ id, name, region }: Cluster): Record<string, string> {
  return { id, name, region };
}

function kindOf({ request }: AcquirePlan): 'temporary' | 'long-term' | 'token' {
  if (request.plugIn === 'token') return 'token';
  return request.durationMinutes === null ? 'long-term' : 'temporary';
}
