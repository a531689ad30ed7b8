import { readOnlyRefusal } from '@ackring/core/access/read-only';
import type { Settings } from '../settings.js';
import type { ServiceOptions } from '../wiring.js';
import { lazy } from './lazy.js';

/** True where the flag, the settings, or the profile in use, which the settings keep so, says read-only. */
export function readOnlyMode(
  options: ServiceOptions,
  settings: () => Promise<Settings>,
): { readonly isReadOnly: () => Promise<boolean>; readonly refuseWhenReadOnly: RefuseWhenReadOnly } {
  const isReadOnly = lazy(async () => {
    if (options.readOnly) return true;
    const { readOnly, readOnlyProfiles, profile } = await settings();
    if (readOnly || readOnlyProfiles.length === 0) return readOnly;
    const inUse = options.profile ?? profile ?? (await chosenProfile(options));
    return inUse !== null && readOnlyProfiles.includes(inUse);
  });
  return {
    isReadOnly,
    refuseWhenReadOnly: async (what) => {
      if (await isReadOnly()) throw readOnlyRefusal(what);
    },
  };
}

/** Before `what` (a phrase such as "revoke a kubeconfig") is done. Throws ReadOnly. */
type RefuseWhenReadOnly = (what: string) => Promise<void>;

/** Where no profile can be told, the cloud cannot be asked either. */
async function chosenProfile({ environment, home }: ServiceOptions): Promise<string | null> {
  const { chooseOrigin } = await import('@ackring/core/adapters/credentials/origin');
  return chooseOrigin({ environment, home }).then(
    ({ profile }) => profile,
    () => null,
  );
}
