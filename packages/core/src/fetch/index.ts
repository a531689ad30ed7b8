// Fetching kubeconfigs from the cloud (request, plan, fetch), and renewing local ones.

export { isSamePlan } from './plan.js';
export {
  type NotNewerReason,
  notDue,
  type RenewalDecision,
  type RenewalOutcome,
  type SkipReason,
} from './renewal-plan.js';
export type {
  AcquireChange,
  AcquireDestination,
  AcquireDraft,
  AcquirePlan,
  AcquireResult,
  AcquireStep,
} from './request.js';
