import { type RunOptions, type RunOutcome, type RunRequest, runOver } from './run/run.js';
import type { JournalledPorts, SessionRequest } from './session/session.js';
import { type Visit, type VisitCommand, type VisitOptions, visit } from './visit/visit.js';

/** Reaching clusters with certificates that are removed afterwards. */
export interface Sessions {
  /** A shell or program in one cluster, on this terminal. */
  visit(request: SessionRequest, command: VisitCommand, options?: VisitOptions): Promise<Visit>;
  /** One command on many clusters. */
  run(request: RunRequest, options: RunOptions): Promise<readonly RunOutcome[]>;
}

export function createSessions(ports: JournalledPorts): Sessions {
  return {
    visit: (request, command, options) => visit(request, command, ports, options),
    run: (request, options) => runOver(request, ports, options),
  };
}
