import type { Heartbeat } from '../alarm/notifier.js';
import { postJson } from './post-json.js';

/**
 * Posts `{"schema":"ackring.heartbeat/v1","runId","now","finishedAt","counts","conditions","failures"}` at the end of
 * each run, as the checks of dead man's switches take it; `readUrl` gives where, which may hold a token.
 */
export function createHeartbeat(readUrl: () => Promise<string>): Heartbeat {
  return {
    beat: async (beat, signal) => {
      const body = JSON.stringify({ schema: 'ackring.heartbeat/v1', ...beat });
      await postJson({ url: await readUrl(), body, signal });
    },
  };
}
