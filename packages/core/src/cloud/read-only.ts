import { type Directory, memberAccount } from '../words/directory.js';
import { type RefuseWhenReadOnly, readOnlyRefusal } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
import type { AccessApi, Ack } from './ack/api.js';
import { lazy } from './lazy.js';

export interface ReadOnlySettings {
  /** The profile in use without a flag; null for the one the environment chooses. */
  readonly profile: string | null;
  readonly readOnly: boolean;
  /** Read-only profiles. */
  readonly readOnlyProfiles: readonly string[];
  /** Its members are read-only with its profile. */
  readonly directory?: Directory | null;
}

export interface ReadOnlyPorts {
  /** By flag. */
  readonly readOnly: boolean;
  readonly profile: string | null;
  readonly settings: () => Promise<ReadOnlySettings>;
  /** The profile that the environment chooses; null if none. */
  readonly chosenProfile: () => Promise<string | null>;
}

/** True if the flag, the settings, or the settings for the profile in use say read-only. */
export function readOnlyMode(ports: ReadOnlyPorts): {
  readonly isReadOnly: () => Promise<boolean>;
  readonly refuseWhenReadOnly: RefuseWhenReadOnly;
} {
  const isReadOnly = lazy(async () => {
    if (ports.readOnly) return true;
    const { readOnly, readOnlyProfiles, profile, directory = null } = await ports.settings();
    if (readOnly || readOnlyProfiles.length === 0) return readOnly;
    const inUse = ports.profile ?? profile ?? (await ports.chosenProfile());
    if (inUse === null) return false;
    const names = memberAccount(inUse, directory) === null ? [inUse] : [inUse, directory?.profile ?? ''];
    return names.some((name) => readOnlyProfiles.includes(name));
  });
  return {
    isReadOnly,
    refuseWhenReadOnly: async (what) => {
      if (await isReadOnly()) throw readOnlyRefusal(what);
    },
  };
}

const refuse = (what: Sentence) => () => Promise.reject(readOnlyRefusal(what));

/**
 * The same API with every change refused before it is sent. That includes fetching a kubeconfig: the cloud issues a
 * certificate for it, and inside the window a new one.
 */
export function readOnlyAck<Api extends Ack>(api: Api): Api {
  return {
    ...api,
    fetchKubeconfig: refuse(say('have a kubeconfig issued')),
    fetchSubaccountKubeconfig: refuse(say('have a kubeconfig issued')),
    revokeKubeconfig: refuse(say('revoke a kubeconfig')),
  };
}

/** As `readOnlyAck`, with what else changes an account. */
export function readOnlyApi(api: Ack & AccessApi): Ack & AccessApi {
  return {
    ...readOnlyAck(api),
    cleanClusterUser: refuse(say('remove permissions')),
    cleanUser: refuse(say('remove permissions')),
    changeSans: refuse(say("change an API server's certificate")),
    updateUserPermissions: refuse(say('change roles inside clusters')),
    setKubeconfigLife: refuse(say('change how long kubeconfigs live')),
  };
}
