import { certificateAtHand, tokenAtHand } from '../exec-credential/at-hand.js';
import {
  type ExecCredentialResponse,
  execApiVersion,
  execCredentialResponse,
} from '../exec-credential/protocol.js';
import type { ExecCredentialAsked } from '../exec-credential/providing.js';
import { systemClock } from '../machine/clock.js';
import { hasLeftovers } from '../sessions/session/leftovers.js';
import { type EntryRecipient, refuseOtherServer } from '../words/recipient.js';
import { type CallerOptions, keyAtHand, whoAsks } from './session.js';
import { credentialFolder, sessionFolder } from './surroundings.js';

export interface AtHandOptions extends CallerOptions {
  readonly stateFolder: string;
}

/** A certificate, or a token for the cluster with that id. */
export type AtHandAsked =
  | ExecCredentialAsked
  | {
      readonly tokenFor: string;
      readonly execInfo: string | undefined;
      readonly recipient: EntryRecipient;
    };

/**
 * The answer of kubectl's plug-in if nothing has to be fetched, renewed, written or tidied up: null if something has,
 * which is then the whole world's work. kubectl waits for it before every command, so that it must load nothing else.
 * Throws AckringError.
 */
export async function answerAtHand(
  { execInfo, recipient, ...asked }: AtHandAsked,
  options: AtHandOptions,
): Promise<ExecCredentialResponse | null> {
  if (hasLeftovers(sessionFolder(options.stateFolder))) return null;
  const apiVersion = execApiVersion(execInfo);
  const isToken = 'tokenFor' in asked;
  const clusterId = isToken ? asked.tokenFor : asked.cluster.id;
  refuseOtherServer(execInfo, { ...recipient, clusterId, isToken });
  const ports = {
    whoAsks: () => whoAsks(options),
    keyAtHand: () => keyAtHand(options),
    folder: credentialFolder(options.stateFolder),
    now: systemClock.now,
  };
  const credential = isToken
    ? await tokenAtHand(asked.tokenFor, ports)
    : await certificateAtHand(asked, ports);
  return credential === null ? null : execCredentialResponse(credential, apiVersion);
}
