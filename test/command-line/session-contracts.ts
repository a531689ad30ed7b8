import * as v from 'valibot';
import { problem, textOrNull } from './contracts.js';

/** One per cluster, in the order of the selection. */
export const runContract = v.array(
  v.object({
    /** Whose it is, where several accounts were asked. */
    account: textOrNull,
    cluster: v.object({ id: v.string(), name: v.string(), region: v.string() }),
    /** Null if a signal ended the command, or nothing ran. */
    exit: v.nullable(v.pipe(v.number(), v.integer())),
    signal: textOrNull,
    stdout: v.string(),
    stderr: v.string(),
    /** Why nothing ran there, or why it was ended; null also where the whole run was refused. */
    error: v.nullable(problem),
    durationMs: v.pipe(v.number(), v.integer()),
  }),
);
