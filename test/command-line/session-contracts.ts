import * as v from 'valibot';
import { problem, textOrNull } from './contracts.js';

/** One for each cluster, in the order of the selection. */
export const runContract = v.array(
  v.object({
    cluster: v.object({ id: v.string(), name: v.string(), region: v.string() }),
    /** Null where a signal ended the command, or where nothing ran. */
    exit: v.nullable(v.pipe(v.number(), v.integer())),
    signal: textOrNull,
    stdout: v.string(),
    stderr: v.string(),
    /** Why nothing ran there, or why what ran was ended. */
    error: v.nullable(problem),
    durationMs: v.pipe(v.number(), v.integer()),
  }),
);
