import type { AddOn } from '../cloud/ack/api.js';

/** The add-on whose webhook accepts RAM tokens. */
export const authenticatorName = 'ack-ram-authenticator';

/** Whether a cluster's API server accepts RAM tokens at all. */
export type AuthenticatorState = 'installed' | 'missing';

/** By the list of add-ons: an API server answers 401 with and without it. One being removed counts as gone. */
export function authenticatorOf(addOns: readonly AddOn[]): AuthenticatorState {
  const isThere = addOns.some(({ name, state }) => name === authenticatorName && state !== 'deleting');
  return isThere ? 'installed' : 'missing';
}
