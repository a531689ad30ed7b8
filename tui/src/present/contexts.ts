import { basename } from 'node:path';
import type { ContextEntry, Credential } from '@ackring/core/kubeconfig/context-entry';
import { type Column, table } from '../shell/text-table.js';
import { statusText } from './status.js';
import { timeLeft } from './time-left.js';

export interface TableSurroundings {
  readonly now: Date;
  /** The terminal's; 0 never cuts. */
  readonly columns: number;
  /** How a path is shown. */
  path(file: string): string;
}

/** Contexts as lines: which is current, where it leads, what it shows for itself and for how long. */
export function contextTable(
  entries: readonly ContextEntry[],
  { now, columns: maxWidth, path }: TableSurroundings,
): string {
  const columns: readonly Column<ContextEntry>[] = [
    { title: ' ', text: (entry) => (entry.current ? '*' : ' ') },
    { title: 'CONTEXT', text: (entry) => entry.context },
    { title: 'CREDENTIAL', text: (entry) => credentialText(entry.credential) },
    { title: 'LEFT', align: 'right', text: (entry) => leftText(entry.credential, now) },
    { title: 'STATUS', text: contextStatus },
    { title: 'SERVER', text: (entry) => entry.server ?? '–' },
    { title: 'FILE', text: (entry) => path(entry.file) },
  ];
  return table(columns, entries, maxWidth);
}

/** What a plug-in, a token or a password comes to shows only when it is used: they have no life of their own. */
export function contextStatus({ credential, status }: ContextEntry): string {
  const hasLife = credential.kind === 'certificate' || credential.kind === 'unreadable';
  return hasLife ? statusText(status) : '–';
}

function leftText(credential: Credential, now: Date): string {
  return credential.kind === 'certificate' ? timeLeft(credential.notAfter, now) : '–';
}

/** `certificate 2123…`, `exec aws`, `token`. */
export function credentialText(credential: Credential): string {
  switch (credential.kind) {
    case 'certificate':
      return `certificate ${credential.uid ?? credential.subject.commonName}`;
    case 'exec':
      return credential.issues === null
        ? `exec ${credential.command}`
        : `${credential.issues} by ${basename(credential.command)}`;
    case 'authProvider':
      return `auth provider ${credential.name}`;
    case 'unreadable':
      return 'unreadable';
    case 'token':
    case 'basic':
    case 'none':
      return credential.kind;
  }
}
