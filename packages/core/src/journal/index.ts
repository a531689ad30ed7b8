// What was done, in a chain that cannot be changed unseen.

export type { JournalCheck, JournalLine } from './journal.js';
