import { type AccessRow, type LastActivity, rolesSeen } from '@ackring/core/access/access-row';
import type { CleanPlan } from '@ackring/core/access/clean/clean-plan';
import { explainCleanReason } from '@ackring/core/access/clean/clean-plan';
import { en } from '../messages/en.js';
import { type Column, table } from '../shell/text-table.js';
import { rfc3339 } from './json.js';
import { statusText } from './status.js';

const rowColumns: readonly Column<AccessRow>[] = [
  { title: ' ', text: ({ orphan }) => (orphan ? '!' : ' ') },
  { title: 'IDENTITY', text: ({ identity }) => identity.name || identity.uid },
  { title: 'TYPE', text: ({ identity }) => identity.type },
  { title: 'STATE', text: ({ identity }) => identity.state },
  { title: 'CLUSTER', text: ({ cluster }) => cluster.name },
  { title: 'ENDS', text: ({ notAfter }) => notAfter?.toISOString().slice(0, 10) ?? '–' },
  { title: 'STATUS', text: ({ status }) => statusText(status, en) },
  { title: 'LAST SEEN', text: ({ lastActivity }) => activityText(lastActivity) },
  { title: 'ROLES', text: rolesText },
];

/** Who holds what; orphans carry a `!`. */
export function accessTable(rows: readonly AccessRow[], maxWidth: number): string {
  return table(rowColumns, rows, maxWidth);
}

function activityText(activity: LastActivity): string {
  switch (activity.kind) {
    case 'seen':
      return activity.at.toISOString().slice(0, 10);
    case 'never':
      return 'never';
    case 'unreadable':
      return 'unreadable';
    case 'notAsked':
      return '–';
  }
}

function rolesText(row: AccessRow): string {
  const { roles } = row;
  if (roles === null) return '–';
  // Where the cloud tells of administered clusters only, silence is no answer.
  if (roles.length === 0 && rolesSeen(row) === 'asAdministered') return '?';
  return roles.map(({ role, namespace }) => (namespace === null ? role : `${role}@${namespace}`)).join(', ');
}

/** The `access` contract. */
export function accessToJson(row: AccessRow): Record<string, unknown> {
  const { identity, cluster, status, notAfter, lastActivity, roles, orphan } = row;
  return {
    identity,
    cluster: cluster.name,
    clusterId: cluster.id,
    region: cluster.region,
    status,
    notAfter,
    lastActivity: lastActivity.kind === 'seen' ? rfc3339(lastActivity.at) : activityWord(lastActivity),
    roles: roles?.map(({ role, namespace }) => ({ role, namespace })) ?? null,
    rolesSeen: rolesSeen(row),
    orphan,
    cloudService: row.cloudService,
  };
}

function activityWord({ kind }: LastActivity): string | null {
  return kind === 'notAsked' ? null : kind;
}

/** A clean before it is done: each cluster with its verdict and why. */
export function cleanPlanTable({ steps }: CleanPlan, maxWidth: number): string {
  const marks = { remove: '✓', 'needs-force': '⚠', refused: '✕' } as const;
  return table(
    [
      { title: ' ', text: ({ verdict }) => marks[verdict] },
      { title: 'CLUSTER', text: ({ row }) => row.cluster.name },
      { title: 'IDENTITY', text: ({ row }) => `${row.identity.name} (${row.identity.state})` },
      { title: 'LAST SEEN', text: ({ row }) => activityText(row.lastActivity) },
      { title: 'ROLES', text: ({ row }) => rolesText(row) },
      { title: 'VERDICT', text: ({ verdict, reason }) => `${verdict}: ${explainCleanReason(reason)}` },
    ],
    steps,
    maxWidth,
  );
}
