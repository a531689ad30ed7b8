import type { AccessKey } from '../cloud/openapi/credential-source.js';
import { type MintedToken, mintToken } from '../tokens/mint.js';
import type { AckringError } from '../words/errors.js';
import { type EntryRecipient, refuseOtherServer } from '../words/recipient.js';
import { minted, tokenAtHand } from './at-hand.js';
import { tokenCacheKey } from './cached-credential.js';
import { type ExecCredentialResponse, execApiVersion, execCredentialResponse } from './protocol.js';
import type { CredentialSlot, ProvidedCredential } from './provide.js';

/** A request from kubectl's exec plug-in with `--token`. */
export interface ExecTokenAsked {
  readonly clusterId: string;
  /** KUBERNETES_EXEC_INFO as kubectl sets it. */
  readonly execInfo: string | undefined;
  readonly recipient: EntryRecipient;
}

export interface ExecTokens {
  /** A RAM token for kubectl; `problem` reports a failed early refresh. */
  execToken(
    asked: ExecTokenAsked,
  ): Promise<{ readonly response: ExecCredentialResponse; readonly problem: AckringError | null }>;
  /** One that is sent to no one but an API server, to see its answer. */
  mintToken(clusterId: string): Promise<MintedToken>;
}

export interface ExecTokensPorts {
  /** The local key; null if another service issues it. */
  readonly keyAtHand: () => Promise<AccessKey | null>;
  /** As the vendor's SDK finds or fetches it. */
  readonly askedKey: () => Promise<AccessKey>;
  readonly slot: (key: string) => Promise<CredentialSlot>;
  /** The caller, as far as known without asking the cloud; see `slotOfSigner`. */
  readonly whoAsks: () => Promise<{
    readonly caller: string;
    readonly withKey: ((accessKeyId: string) => string) | null;
  }>;
  readonly now: () => Date;
}

/**
 * kubectl waits for this before every command. With a local key a token is minted each time, without a call or a
 * cache. If a role has to be assumed first, or a program run, it is kept until it is due.
 */
export function createExecTokens(ports: ExecTokensPorts): ExecTokens {
  const { keyAtHand, askedKey, now } = ports;
  return {
    execToken: async ({ clusterId, execInfo, recipient }) => {
      const apiVersion = execApiVersion(execInfo);
      refuseOtherServer(execInfo, { ...recipient, clusterId, isToken: true });
      const atHand = await tokenAtHand(clusterId, ports);
      const { credential, problem } =
        atHand === null ? await provided(clusterId, ports) : { credential: atHand, problem: null };
      return { response: execCredentialResponse(credential, apiVersion), problem };
    },
    mintToken: async (clusterId) => mintToken(clusterId, (await keyAtHand()) ?? (await askedKey()), now()),
  };
}

async function provided(
  clusterId: string,
  { askedKey, slot, whoAsks, now }: ExecTokensPorts,
): Promise<ProvidedCredential> {
  const [{ provideCredential }, { slotOfSigner }, asker] = await Promise.all([
    import('./provide.js'),
    import('./signer.js'),
    whoAsks(),
  ]);
  let lastKeyId: string | null = null;
  const slotFor = (caller: string) => slot(tokenCacheKey({ caller, clusterId }));
  return provideCredential({
    slot: await slotOfSigner(asker, slotFor, { whoAsks, lastKeyId: async () => lastKeyId }),
    fetch: async () => {
      const key = await askedKey();
      lastKeyId = key.accessKeyId;
      return { credential: minted(clusterId, key, now()), unproven: [] };
    },
    now,
  });
}
