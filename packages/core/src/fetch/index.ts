// Getting a kubeconfig from the cloud: asked for, planned, done; and renewing those that are here.

export { isSamePlan } from './plan.js';
export type { NotNewerReason, RenewalOutcome } from './renew.js';
export { notDue, type RenewalDecision, type SkipReason } from './renewal-plan.js';
export type {
  AcquireAsked,
  AcquireChange,
  AcquireDestination,
  AcquirePlan,
  AcquireResult,
  AcquireStep,
} from './request.js';
