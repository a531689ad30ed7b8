// Reaching clusters with certificates that are removed afterwards: opening a shell in one, and running a command on
// many.

export type { ReadRefusal } from './read-only/read-rule.js';
export { isKnownRead } from './run/known-read.js';
export {
  isDone,
  type RunEvent,
  type RunOutcome,
  type RunRequest,
  requireProgram,
  selectClusters,
} from './run/run.js';
export type { SessionRequest } from './session/session.js';
export { endWithoutVisit, type Visit, type VisitCommand } from './visit/visit.js';
