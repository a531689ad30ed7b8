// When the kubeconfigs of a fleet end, and whether that is an alarm.

export {
  bySoonest,
  type CheckResult,
  type CheckThresholds,
  checkExitCodes,
  checkExpiry,
  type ExpiryEntry,
  fileExpiry,
  heldExpiry,
  serverExpiry,
} from './expiry.js';
