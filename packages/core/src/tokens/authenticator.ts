import type { AddOn } from '../cloud/ack/api.js';

/** The add-on whose webhook takes RAM tokens. */
export const authenticatorName = 'ack-ram-authenticator';

/** Whether a cluster's API server takes RAM tokens at all. */
export type AuthenticatorState = 'installed' | 'missing';

/** By the list of add-ons: an API server answers 401 with and without it. One that is being removed counts as gone. */
export function authenticatorOf(addOns: readonly AddOn[]): AuthenticatorState {
  const isThere = addOns.some(({ name, state }) => name === authenticatorName && state !== 'deleting');
  return isThere ? 'installed' : 'missing';
}
