import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { journalled } from '../../journal/journalled.js';
import { isWindows } from '../../machine/platform.js';
import { endWithoutStart, type ForegroundEnd, runInForeground } from '../../machine/processes/foreground.js';
import type { Cluster } from '../../words/cluster.js';
import { type Sentence, say } from '../../words/say.js';
import type { RefusedRequest } from '../read-only/refusals.js';
import {
  type ClusterSession,
  type JournalledPorts,
  openSession,
  type SessionRequest,
} from '../session/session.js';
import { markedShell, promptMark, shellOf } from './marked-shell.js';

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

export interface Visit extends ForegroundEnd {
  readonly cluster: Cluster;
  /** The certificate expired before the command ended. */
  readonly hasEnded: boolean;
  readonly refused: readonly RefusedRequest[];
}

/** How a visit would end whose program cannot be started; null if it can, for all that is known. */
export function endWithoutVisit(
  command: VisitCommand,
  environment: JournalledPorts['environment'],
): ForegroundEnd | null {
  switch (command.kind) {
    case 'program':
      return endWithoutStart(command.words[0], environment);
    case 'shell':
      return isWindows
        ? null
        : endWithoutStart(shellOf(environment), environment, say('Set SHELL to the path of a shell.'));
    case 'navigator': {
      const program = navigatorOf(environment);
      return program === null || ofShell.test(program)
        ? null
        : endWithoutStart(program, environment, toNavigate(program));
    }
  }
}

function toNavigate(program: string): Sentence {
  return say('Install {program}, or name another command in ACKRING_SHELL.', { program });
}

/** What no folder has: sh's own. */
const ofShell =
  /^(?:[.:[{!]|alias|case|cd|command|eval|exec|export|for|if|set|test|time|trap|umask|unset|until|while)$/;

/** The program of the line in ACKRING_SHELL, else k9s; null if only sh can tell. */
function navigatorOf({ ACKRING_SHELL = '' }: JournalledPorts['environment']): string | null {
  const line = ACKRING_SHELL.trim();
  return line === '' ? 'k9s' : (/^(['"]?)([\w./+@,:-]+)\1(?=\s|$)/.exec(line)?.[2] ?? null);
}

/**
 * Opens a shell or a program for one cluster on this terminal, with its own certificate, which is removed afterwards.
 * It is recorded before and after, by the program's name only; nothing is asked for or recorded for a program that cannot
 * be started. Throws like `openSession`.
 */
export async function visit(
  request: SessionRequest,
  command: VisitCommand,
  ports: JournalledPorts,
  { signal, within = (_, run) => run() }: VisitOptions = {},
): Promise<Visit> {
  const unstarted = endWithoutVisit(command, ports.environment);
  if (unstarted !== null) return { cluster: request.cluster, ...unstarted, hasEnded: false, refused: [] };
  const session = await openSession(request, ports, signal);
  try {
    const { cluster, access, isReadOnly, notAfter, unproven } = session;
    const facts = { cluster, access, isReadOnly, notAfter, unproven };
    const start = journalEntry(session, command, ports);
    const end = await journalled(
      ports.journal,
      start,
      async () => {
        const { words, environment } = await prepared(session, command, ports);
        return within(facts, () => runInForeground(words, { environment, signal }));
      },
      ({ status, error }) => ({
        phase: error === null ? 'done' : 'failed',
        details: { ...start.details, status },
      }),
    );
    return { cluster, ...end, hasEnded: ports.clock.now() >= notAfter, refused: session.refused() };
  } finally {
    await session.close();
  }
}

function journalEntry(
  { cluster, isReadOnly, notAfter }: ClusterSession,
  command: VisitCommand,
  { environment }: JournalledPorts,
) {
  const program = nameOf(command, environment);
  return {
    action: 'shell',
    runId: randomUUID(),
    summary: isReadOnly
      ? say('{program} in {cluster}, read-only', { program, cluster: cluster.name })
      : say('{program} in {cluster}', { program, cluster: cluster.name }),
    details: { cluster: cluster.id, region: cluster.region, notAfter: notAfter.toISOString(), isReadOnly },
  };
}

function nameOf(command: VisitCommand, environment: JournalledPorts['environment']): string {
  switch (command.kind) {
    case 'program':
      return basename(command.words[0]);
    case 'shell':
      return 'shell';
    case 'navigator':
      return basename(navigatorOf(environment) ?? 'ACKRING_SHELL');
  }
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
