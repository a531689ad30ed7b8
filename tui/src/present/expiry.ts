import type { CheckResult, CheckThresholds } from '@ackring/core/expiry/check';
import type { ExpiryEntry } from '@ackring/core/expiry/expiry';
import { type Column, table } from '../shell/text-table.js';
import { statusText } from './status.js';
import { daysText, timeLeft } from './time-left.js';
import { visible } from './visible.js';

/** The fleet's kubeconfigs, soonest end first. */
export function expiryTable(entries: readonly ExpiryEntry[], now: Date, maxWidth: number): string {
  const columns: readonly Column<ExpiryEntry>[] = [
    { title: 'IDENTITY', text: holderText },
    { title: 'KIND', text: ({ identity }) => identity.type },
    { title: 'CLUSTER', text: ({ cluster }) => cluster.name },
    { title: 'REGION', text: ({ region }) => region ?? '–' },
    { title: 'NOT AFTER', text: ({ notAfter }) => notAfter.toISOString().slice(0, 10) },
    { title: 'LEFT', align: 'right', text: ({ notAfter }) => timeLeft(notAfter, now) },
    { title: 'STATUS', text: ({ status }) => statusText(status) },
    { title: 'WHERE', text: placeText },
  ];
  return table(columns, entries, maxWidth);
}

/** `tom (deleted)`. */
export function holderText({ identity }: ExpiryEntry): string {
  const name = identity.name || identity.uid;
  return identity.state === 'active' || identity.state === 'unknown' ? name : `${name} (${identity.state})`;
}

/** The server, the sinks, or the local context. */
export function placeText({ source, context }: ExpiryEntry): string {
  return source === 'file' ? (context ?? 'file') : source;
}

/** The `expiry` contract. */
export function expiryToJson(entry: ExpiryEntry): Record<string, unknown> {
  const { cluster, region, identity, notAfter, daysLeft, status, source, file, context } = entry;
  return {
    cluster: cluster.name,
    clusterId: cluster.id,
    region,
    identity: identity.name || identity.uid,
    uid: identity.uid,
    accountType: identity.type,
    accountState: identity.state,
    notAfter,
    daysLeft,
    status,
    source,
    file,
    context,
  };
}

/** One line as monitoring plug-ins write it: level, words, and figures after the bar. */
export function checkLine(
  result: CheckResult,
  { warnDays, criticalDays }: CheckThresholds,
  now: Date,
): string {
  const { level, expired, critical, warning, total, unread, soonest } = result;
  const next =
    soonest === null
      ? 'none has an end'
      : `next: ${visible(holderText(soonest))} at ${visible(soonest.cluster.name)} in ${timeLeft(soonest.notAfter, now)}`;
  const words = [
    `${total} kubeconfigs`,
    ...(expired > 0 ? [`${expired} expired`] : []),
    ...(critical > 0 ? [`${critical} within ${criticalDays} d`] : []),
    ...(warning > 0 ? [`${warning} within ${warnDays} d`] : []),
    ...(unread > 0 ? [`${unread} clusters could not be read`] : []),
    next,
  ];
  const figures = `total=${total} expired=${expired} critical=${critical} warning=${warning} unread=${unread}`;
  return `${level.toUpperCase()} - ${words.join(', ')} | ${figures}`;
}

/** A table for a wiki or a ticket. */
export function expiryMarkdown(entries: readonly ExpiryEntry[]): string {
  const rows = entries.map((entry) =>
    [
      holderText(entry),
      entry.cluster.name,
      entry.region ?? '–',
      entry.notAfter.toISOString().slice(0, 10),
      daysText(entry.daysLeft),
      entry.status,
      placeText(entry),
    ].map(markdownCell),
  );
  const head = ['Identity', 'Cluster', 'Region', 'Not after', 'Left', 'Status', 'Where'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function markdownCell(text: string): string {
  return visible(text).replace(/[\\|`*_<>[\]]/g, '\\$&');
}
