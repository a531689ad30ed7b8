// How an API server judges a kubeconfig.

export { explainRefusal } from './refusals.js';
export type { Verdict, VerdictCause } from './verdict.js';
export { onlyVerdict, whereWritten } from './verify.js';
