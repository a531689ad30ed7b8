import type { SessionRequest } from './session.js';
import { type Visit, type VisitCommand, type VisitOptions, type VisitPorts, visit } from './visit.js';

/** Reaching clusters with certificates that are gone afterwards. */
export interface Sessions {
  /** Into one cluster, on this terminal. */
  visit(request: SessionRequest, command: VisitCommand, options?: VisitOptions): Promise<Visit>;
}

export function createSessions(ports: VisitPorts): Sessions {
  return {
    visit: (request, command, options) => visit(request, command, ports, options),
  };
}
