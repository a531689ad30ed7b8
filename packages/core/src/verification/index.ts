// How an API server judges a kubeconfig.

export type { Verdict, VerdictCause } from './verdict.js';
