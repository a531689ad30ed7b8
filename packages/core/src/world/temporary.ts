import { createCredentialSlot } from '../exec-credential/cache.js';
import { createExecCredentials, type ExecCredentials } from '../exec-credential/providing.js';
import { createExecTokens, type ExecTokens } from '../exec-credential/token.js';
import type { RunningWorld, RunOptions, RunOutcome, RunRequest } from '../sessions/run/run.js';
import type { JournalledPorts, SessionRequest } from '../sessions/session/session.js';
import type { Visit, VisitCommand, VisitOptions } from '../sessions/visit/visit.js';
import type { Surroundings } from './surroundings.js';

/** What kubectl's plug-in answers with. */
export interface PlugIn extends ExecCredentials, ExecTokens {}

export function composePlugIn(around: Surroundings): PlugIn {
  const { ack, session, proofs, credentialFolder } = around;
  const { whoAsks, lastKeyId, keyAtHand, askedKey } = session;
  const { now } = around.clock;
  const accountId = async (signal?: AbortSignal) => (await session.callerIdentity(signal)).accountId;
  const slot = (key: string) => createCredentialSlot(credentialFolder, key);
  return {
    ...createExecCredentials({ ack, slot, whoAsks, lastKeyId, proofs, accountId, now }),
    ...createExecTokens({ keyAtHand, askedKey, whoAsks, slot: async (key) => slot(key), now }),
  };
}

/** Reaching clusters with certificates that are removed afterwards. */
export interface Sessions extends Pick<RunningWorld, 'openSession'> {
  /** A shell or program in one cluster, on this terminal. */
  visit(request: SessionRequest, command: VisitCommand, options?: VisitOptions): Promise<Visit>;
  /** One command on many clusters. */
  run(request: RunRequest, options: RunOptions): Promise<readonly RunOutcome[]>;
}

export async function composeSessions(around: Surroundings): Promise<Sessions> {
  const { ack, session, isReadOnly, proofs, clock } = around;
  const ports: JournalledPorts = {
    ack,
    issue: async () => (await session.cloud()).issue,
    isReadOnly,
    proofs,
    clock,
    environment: around.options.environment,
    root: around.sessionFolder,
    journal: await around.journal(),
  };
  return {
    visit: async (request, command, options) => {
      const { visit } = await import('../sessions/visit/visit.js');
      return visit(request, command, ports, options);
    },
    openSession: async (request, signal) => {
      const { openSession } = await import('../sessions/session/session.js');
      return openSession(request, ports, signal);
    },
    run: async (request, options) => {
      const { runOver } = await import('../sessions/run/run.js');
      return runOver(request, ports, options);
    },
  };
}
