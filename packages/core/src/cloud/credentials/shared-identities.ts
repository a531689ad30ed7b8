import type { Identity } from '../../words/identity.js';

/** One object for all identities that say the same. */
export type ShareIdentity = (identity: Identity) => Identity;

/** As many as a large account has people and roles; past it nothing is kept, and nothing is wrong. */
const most = 20_000;

/** A hundred thousand states of a few people hold a hundred thousand copies of their names otherwise. */
export function createSharedIdentities(): ShareIdentity {
  const known = new Map<string, Identity>();
  return (identity) => {
    const { uid, name, type, state } = identity;
    const key = `${uid} ${type} ${state} ${name}`;
    const shared = known.get(key);
    if (shared !== undefined) return shared;
    if (known.size < most) known.set(key, identity);
    return identity;
  };
}
