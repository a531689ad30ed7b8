import type { Worlds } from './held-claims.js';
import { leakedTokens } from './leaked-tokens.js';
import { leavers } from './leavers.js';
import { logs } from './logs.js';
import { migrations } from './migrations.js';
import { senders } from './senders.js';

/** Each kind of world that whole commands are run in. A kind plays only what it drew itself. */
export const commandWorlds: readonly (readonly [title: string, worlds: Worlds<never>])[] = [
  ['where access is taken away', leavers as Worlds<never>],
  ['where people move to tokens', migrations as Worlds<never>],
  ['of what somebody sent', senders as Worlds<never>],
  ['of leaked tokens', leakedTokens as Worlds<never>],
  ['of logs with gaps', logs as Worlds<never>],
];
