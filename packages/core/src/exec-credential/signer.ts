import type { CredentialSlot } from './provide.js';

interface SignerPorts {
  readonly whoAsks: () => Promise<{ readonly caller: string }>;
  readonly lastKeyId: () => Promise<string | null>;
}

/**
 * The slot of who asks. Where only a command knows who is signed in, what was fetched is kept for the key that has
 * signed, whoever signed before: it then lies under the name that the profile has since the command ran, where the
 * next call, and a process that waited for the lock, look for it.
 */
export async function slotOfSigner(
  {
    caller,
    withKey,
  }: { readonly caller: string; readonly withKey: ((accessKeyId: string) => string) | null },
  slotFor: (caller: string) => CredentialSlot | Promise<CredentialSlot>,
  { whoAsks, lastKeyId }: SignerPorts,
): Promise<CredentialSlot> {
  const slot = await slotFor(caller);
  if (withKey === null) return slot;
  return {
    ...slot,
    read: async () => (await slotFor((await whoAsks()).caller)).read(),
    write: async (credential) => {
      const keyId = await lastKeyId();
      await (await slotFor(keyId === null ? caller : withKey(keyId))).write(credential);
    },
  };
}
