// Tokens of RAM identities, in the place of certificates.

export { type TokenExplanation, tokenIn } from './explain.js';
export { type TokenReadiness, tokenStanding } from './readiness.js';
