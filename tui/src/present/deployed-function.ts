import type { FunctionStatus, FunctionTrigger, Invocation } from '@ackring/core/rotation/deployed-function';
import type { KeptRun } from '@ackring/core/rotation/kept-runs';
import { rfc3339 } from './json.js';
import { type Column, pad, table } from './table.js';
import { visible } from './visible.js';

/** A function's facts, a line each. */
export function functionStatusText(status: FunctionStatus): string {
  const { asyncInvoke, logs, modified } = status;
  const facts: readonly (readonly [string, string])[] = [
    ['function', status.name],
    ['state', status.state ?? 'not told'],
    ['runtime', `${status.runtime}, ${status.handler}`],
    ['memory', `${status.memoryMiB} MiB`],
    ['time limit', `${status.timeoutSeconds} s`],
    ['role', status.role || 'none: it has no credentials'],
    ['modified', modified === null ? 'not told' : rfc3339(modified)],
    [
      'retries',
      asyncInvoke === null ? '3, for a day' : `${asyncInvoke.retries}, for ${asyncInvoke.maxAgeSeconds} s`,
    ],
    ['log', logs === null ? 'not told' : `${logs.project}/${logs.logstore}`],
    ...triggerFacts(status.triggers),
  ];
  return facts.map(([name, value]) => `${pad(name, 10)}  ${visible(value)}`).join('\n');
}

function triggerFacts(triggers: readonly FunctionTrigger[]): readonly (readonly [string, string])[] {
  if (triggers.length === 0) return [['trigger', 'none: nothing starts it']];
  return triggers.map(({ name, type, cron, enabled, payload }) => [
    'trigger',
    [`${name} (${type})`, cron ?? '', payload ? `event ${payload}` : '', enabled ? '' : 'switched off']
      .filter((part) => part !== '')
      .join(', '),
  ]);
}

/** How an invocation went, with the id that support asks for. */
export function invocationNote({ result, requestId }: Invocation): string {
  const words = { accepted: 'accepted, runs later', answered: 'answered', failed: '✕ the function failed' };
  return `${words[result]}${requestId === null ? '' : ` (request ${visible(requestId)})`}`;
}

const runColumns: readonly Column<KeptRun>[] = [
  { title: 'STARTED', text: ({ startedAt }) => rfc3339(new Date(startedAt)) },
  { title: 'TOOK', align: 'right', text: tookText },
  { title: 'MODE', text: ({ mode }) => mode },
  { title: 'COUNTS', text: ({ counts }) => countsText(counts) },
  { title: 'FAILURES', text: ({ failures }) => failures.join('; ') || '–' },
  { title: 'RUN', text: ({ runId }) => runId },
];

/** Past runs, a line each, newest first. */
export function keptRunsTable(runs: readonly KeptRun[], maxWidth: number): string {
  return table(runColumns, runs, maxWidth);
}

function tookText({ startedAt, finishedAt }: KeptRun): string {
  return `${Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000)} s`;
}

function countsText(counts: KeptRun['counts']): string {
  const parts = Object.entries(counts).filter(([, count]) => count > 0);
  return parts.map(([name, count]) => `${count} ${name}`).join(', ') || 'nothing to do';
}

/** Where the lines that the function wrote are. */
export function logPlaceNote(logs: FunctionStatus['logs']): string {
  if (logs === null)
    return 'its log: see the function in the console (Function Compute does not tell where it is)';
  return `its log: logstore ${visible(logs.logstore)} of the Log Service project ${visible(logs.project)}`;
}
