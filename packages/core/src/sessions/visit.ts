import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { Journal } from '../journal/journal.js';
import { type ForegroundEnd, runInForeground } from '../machine/processes/foreground.js';
import { markedShell, promptMark } from './marked-shell.js';
import type { RefusedRequest } from './read-only/refusals.js';
import { type ClusterSession, openSession, type SessionPorts, type SessionRequest } from './session.js';

/** What is to run inside: the user's own shell, a program with its arguments, or a line for `sh`. */
export type VisitCommand =
  | { readonly kind: 'shell' }
  | { readonly kind: 'program'; readonly words: readonly [string, ...string[]] }
  | { readonly kind: 'line'; readonly line: string };

export interface VisitOptions {
  readonly signal?: AbortSignal | undefined;
  /** Before the command has the terminal. */
  readonly onOpen?: ((session: VisitFacts) => void) | undefined;
}

export type VisitFacts = Pick<ClusterSession, 'cluster' | 'access' | 'isReadOnly' | 'notAfter' | 'unproven'>;

export interface Visit extends VisitFacts, ForegroundEnd {
  /** The certificate's life was over before the command was. */
  readonly hasEnded: boolean;
  readonly refused: readonly RefusedRequest[];
}

export interface VisitPorts extends SessionPorts {
  readonly journal: Journal;
}

/**
 * Goes into one cluster: a shell or a program on this terminal, with a certificate of its own, which is gone when that
 * ends. It is written down before and after, by the program's name alone. Throws as `openSession` does.
 */
export async function visit(
  request: SessionRequest,
  command: VisitCommand,
  ports: VisitPorts,
  { signal, onOpen }: VisitOptions = {},
): Promise<Visit> {
  const session = await openSession(request, ports, signal);
  try {
    const { cluster, access, isReadOnly, notAfter, unproven } = session;
    const facts = { cluster, access, isReadOnly, notAfter, unproven };
    const entry = journalEntry(session, command);
    await ports.journal.record({ ...entry, phase: 'started' });
    onOpen?.(facts);
    const { words, environment } = await prepared(session, command, ports);
    const end = await runInForeground(words, { environment, signal });
    // It has run: that it could not be written down any more takes nothing back.
    await ports.journal
      .record({ ...entry, phase: 'done', details: { ...entry.details, status: end.status } })
      .catch(() => undefined);
    return { ...facts, ...end, hasEnded: ports.clock.now() >= notAfter, refused: session.refused() };
  } finally {
    await session.close();
  }
}

function journalEntry({ cluster, isReadOnly, notAfter }: ClusterSession, command: VisitCommand) {
  const program = command.kind === 'program' ? basename(command.words[0]) : command.kind;
  return {
    action: 'shell',
    runId: randomUUID(),
    summary: `${program} in ${cluster.name}${isReadOnly ? ', read-only' : ''}`,
    details: { cluster: cluster.id, region: cluster.region, notAfter: notAfter.toISOString(), isReadOnly },
  };
}

async function prepared(
  session: ClusterSession,
  command: VisitCommand,
  { clock }: VisitPorts,
): Promise<{
  readonly words: readonly [string, ...string[]];
  readonly environment: ClusterSession['environment'];
}> {
  const { environment, folder, cluster, isReadOnly, notAfter, kubeconfig } = session;
  switch (command.kind) {
    case 'program':
      return { words: command.words, environment };
    case 'line':
      return { words: ['/bin/sh', '-c', command.line], environment };
    case 'shell': {
      const mark = promptMark(cluster.name, isReadOnly, untilText(notAfter, clock.now()));
      const shell = await markedShell(environment, { mark, kubeconfig, folder });
      return { words: shell.command, environment: shell.environment };
    }
  }
}

/** `22:05`, or with its day where that is another; in the time of this machine. */
function untilText(end: Date, now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const time = `${two(end.getHours())}:${two(end.getMinutes())}`;
  const day = `${end.getFullYear()}-${two(end.getMonth() + 1)}-${two(end.getDate())}`;
  return end.toDateString() === now.toDateString() ? time : `${day} ${time}`;
}
