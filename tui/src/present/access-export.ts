import { type AccessRow, rolesSeen } from '@ackring/core/access/access-row';
import { accessToJson } from './access.js';
import { toJson } from './json.js';

const fields = [
  'uid',
  'name',
  'type',
  'state',
  'cluster',
  'clusterId',
  'region',
  'status',
  'notAfter',
  'lastActivity',
  'roles',
  'orphan',
  'cloudService',
  'rolesSeen',
] as const;

/** Who holds what, as the `access` contract or as a table for spreadsheets. */
export function accessExport(rows: readonly AccessRow[], format: 'json' | 'csv'): string {
  if (format === 'json') return `${toJson(rows.map(accessToJson))}\n`;
  const lines = rows.map((row) => fields.map((field) => cell(textOf(row, field))).join(','));
  return `${[fields.join(','), ...lines].join('\r\n')}\r\n`;
}

function textOf(row: AccessRow, field: (typeof fields)[number]): string {
  const { identity, cluster, roles, notAfter, lastActivity } = row;
  switch (field) {
    case 'uid':
    case 'name':
    case 'type':
    case 'state':
      return identity[field];
    case 'cluster':
      return cluster.name;
    case 'clusterId':
      return cluster.id;
    case 'region':
      return cluster.region;
    case 'status':
      return row.status;
    case 'notAfter':
      return notAfter?.toISOString() ?? '';
    case 'lastActivity':
      if (lastActivity.kind === 'seen') return lastActivity.at.toISOString();
      return lastActivity.kind === 'notAsked' ? '' : lastActivity.kind;
    case 'roles':
      return (roles ?? [])
        .map(({ role, namespace }) => `${role}${namespace === null ? '' : `@${namespace}`}`)
        .join(' ');
    case 'orphan':
      return String(row.orphan);
    case 'cloudService':
      return row.cloudService ?? '';
    case 'rolesSeen':
      return rolesSeen(row) ?? '';
  }
}

/** Quoted; what a spreadsheet would take for a formula is told that it is text. */
function cell(text: string): string {
  const tame = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${tame.replaceAll('"', '""')}"`;
}
