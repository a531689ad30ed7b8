// When the kubeconfigs of a fleet expire, and whether to raise an alarm.

export {
  bySoonest,
  type CheckResult,
  type CheckThresholds,
  checkExitCodes,
  checkExpiry,
  type ExpiryEntry,
  expiryTurnsAt,
  fileExpiry,
  heldExpiry,
  moreUrgent,
  serverExpiry,
} from './expiry.js';
