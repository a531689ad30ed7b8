// What an API server says of a kubeconfig.

export type { Verdict, VerdictCause } from './verdict.js';
