// What was done, in a tamper-evident chain.

export type { JournalCheck, JournalLine } from './journal.js';
