// Who has access to which cluster.

export {
  type AccessRow,
  accessRow,
  compareRows,
  completeRow,
  isOpenOrphan,
  isPerhapsOrphan,
  type LastActivity,
  type Orphans,
  orphansAmong,
  rolesAsAdministered,
  rolesSeen,
} from './access-row.js';
export type { AuditEvent } from './audit.js';
export type { AccessAt } from './evidence/access-at.js';

// Removing others' access: the plan, the outcome, and what can be restored.

export { type CleanProgress, type Unsaved, unsavedProblem } from './clean/clean.js';
export type { CleanOutcome, CleanResult } from './clean/clean-batch.js';
export {
  type CleanPlan,
  type CleanReason,
  type CleanStep,
  goneSteps,
  isGone,
  isOnlyLookedAt,
  namesOf,
  type Unseen,
} from './clean/clean-plan.js';
export { cleanToJson, isSeenInPart, isTaken } from './clean/clean-report.js';
export type { CleanRun } from './clean/cleaning.js';
export { requireConfirmation, requireLastResort } from './confirmation.js';
export {
  type Restorable,
  recycleBinPlaces,
  recycleBinText,
  recycleBinUrl,
  restorableUntil,
} from './recycle-bin.js';

// What was taken away, and who is still let in by it.

export { letInToJson, notShutOut } from './let-in/explain.js';
export type { UnbindOutcome, UnbindPlan } from './let-in/unbind.js';

// Revoking one's own.

export type { RevokeOutcome } from './revoke/revoke.js';
export {
  isHeld,
  placeName,
  placesOf,
  type RevokePlan,
  type RevokeStep,
  type RevokeStepName,
} from './revoke/revoke-plan.js';

// Leaked keys, and servers that their certificates do not name.

export type { PlacedLeak, PlacedVerdict } from './leak/leak.js';
export { explainDoor } from './leak/leak-judge.js';
export { type LeakSearchEvent, largestBytes, leaksIn } from './leak/leaks-in.js';
export { explainToken, type PlacedToken, type TokenVerdict } from './leak/token-hunt.js';
export type { SanProposal } from './san-repair.js';
