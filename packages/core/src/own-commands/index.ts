// The user's own commands on keys of the screen.

export type { OwnCommand } from './own-commands.js';
export { filledWords, rowVariables } from './words.js';
