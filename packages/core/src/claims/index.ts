// What may be said of the world, and the mark that says so.

export { successMark } from './mark.js';
export { claimNothingFound } from './nothing-found.js';
export { claimSound } from './sound.js';
