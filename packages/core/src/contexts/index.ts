// The contents of this machine's kubeconfig files, and the writes to them.

export { type ContextPassport, extractPart, inspectAll, inspectContext } from './inspect.js';
export { type PruneKind, pruneKinds } from './leftovers.js';
export type {
  ContextInventory,
  FileProblem,
  HistoryEntry,
  UndoneFile,
  UndoOutcome,
  UseOutcome,
  UseRequest,
} from './local-contexts.js';
export type { ContextsPlan, PlanNote, PlannedFile } from './plan.js';
export { type ForeignSource, type Reach, reaches } from './taking-in.js';
export { type DeadCertificate, deadUndoProblem, type UndoPlan } from './undoing.js';
