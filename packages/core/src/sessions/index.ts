// Reaching clusters with certificates that are gone afterwards: going into one, and running a command over many.

export { refusalTexts } from './read-only/refusals.js';
export type { SessionRequest } from './session.js';
export type { Visit, VisitCommand, VisitFacts } from './visit.js';
