import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { journalled } from '../../journal/journalled.js';
import { type ForegroundEnd, runInForeground } from '../../machine/processes/foreground.js';
import { say } from '../../words/say.js';
import type { RefusedRequest } from '../read-only/refusals.js';
import {
  type ClusterSession,
  type JournalledPorts,
  openSession,
  type SessionRequest,
} from '../session/session.js';
import { markedShell, promptMark } from './marked-shell.js';

/** What to run inside: the user's own shell, a program with its arguments, or the line in ACKRING_SHELL, else k9s. */
export type VisitCommand =
  | { readonly kind: 'shell' }
  | { readonly kind: 'program'; readonly words: readonly [string, ...string[]] }
  | { readonly kind: 'navigator' };

export interface VisitOptions {
  readonly signal?: AbortSignal | undefined;
  /** `run` gives the terminal to the command, once there is access. */
  readonly within?:
    | ((facts: VisitFacts, run: () => Promise<ForegroundEnd>) => Promise<ForegroundEnd>)
    | undefined;
}

export type VisitFacts = Pick<ClusterSession, 'cluster' | 'access' | 'isReadOnly' | 'notAfter' | 'unproven'>;

export interface Visit extends VisitFacts, ForegroundEnd {
  /** The certificate expired before the command ended. */
  readonly hasEnded: boolean;
  readonly refused: readonly RefusedRequest[];
}

/**
 * Opens a shell or a program for one cluster on this terminal, with its own certificate, which is removed afterwards.
 * It is recorded before and after, by the program's name only. Throws like `openSession`.
 */
export async function visit(
  request: SessionRequest,
  command: VisitCommand,
  ports: JournalledPorts,
  { signal, within = (_, run) => run() }: VisitOptions = {},
): Promise<Visit> {
  const session = await openSession(request, ports, signal);
  try {
    const { cluster, access, isReadOnly, notAfter, unproven } = session;
    const facts = { cluster, access, isReadOnly, notAfter, unproven };
    const start = journalEntry(session, command);
    const end = await journalled(
      ports.journal,
      start,
      async () => {
        const { words, environment } = await prepared(session, command, ports);
        return within(facts, () => runInForeground(words, { environment, signal }));
      },
      ({ status }) => ({ details: { ...start.details, status } }),
    );
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
    summary: isReadOnly
      ? say('{program} in {cluster}, read-only', { program, cluster: cluster.name })
      : say('{program} in {cluster}', { program, cluster: cluster.name }),
    details: { cluster: cluster.id, region: cluster.region, notAfter: notAfter.toISOString(), isReadOnly },
  };
}

async function prepared(
  session: ClusterSession,
  command: VisitCommand,
  { clock, environment: own }: JournalledPorts,
): Promise<{
  readonly words: readonly [string, ...string[]];
  readonly environment: ClusterSession['environment'];
}> {
  const { environment, folder, cluster, isReadOnly, notAfter, kubeconfig } = session;
  switch (command.kind) {
    case 'program':
      return { words: command.words, environment };
    case 'navigator': {
      // Through sh, since it is a command with arguments, like EDITOR.
      const line = own['ACKRING_SHELL']?.trim();
      return { words: line ? ['/bin/sh', '-c', line] : ['k9s'], environment };
    }
    case 'shell': {
      const mark = promptMark(cluster.name, isReadOnly, untilText(notAfter, clock.now()));
      const shell = await markedShell(environment, { mark, kubeconfig, folder });
      return { words: shell.command, environment: shell.environment };
    }
  }
}

/** `22:05`, or with its date if another day; in this machine's time zone. */
export function untilText(end: Date, now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const time = `${two(end.getHours())}:${two(end.getMinutes())}`;
  const day = `${end.getFullYear()}-${two(end.getMonth() + 1)}-${two(end.getDate())}`;
  return end.toDateString() === now.toDateString() ? time : `${day} ${time}`;
}
