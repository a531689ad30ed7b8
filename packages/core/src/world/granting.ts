import { createGrants, type Grants } from '../granting/grant.js';
import { findHolder } from '../granting/holder.js';
import { createLives, type Lives } from '../granting/life.js';
import type { ClusterRef } from '../words/cluster.js';
import type { Identity } from '../words/identity.js';
import type { Surroundings } from './surroundings.js';

/** Giving access, for those who administer it: plan first, a typed name before anything is changed. */
export interface Granting extends Grants, Lives {
  /** The identity of a name or uid. Throws ResourceNotFound. */
  findHolder(
    user: string,
    cluster: ClusterRef & { readonly name: string },
    options?: { signal?: AbortSignal },
  ): Promise<Identity>;
}

export async function composeGranting(around: Surroundings): Promise<Granting> {
  const { clock, session, refuseWhenReadOnly } = around;
  const { ack } = await session.cloud();
  const ports = {
    ack,
    api: ack,
    caller: session.callerIdentity,
    journal: await around.journal(),
    knownHolders: async () => (await around.holderCache()).read(),
    clock,
    refuseWhenReadOnly,
  };
  return {
    ...createGrants(ports),
    ...createLives(ports),
    findHolder: (user, cluster, { signal } = {}) => findHolder(user, cluster, ports, signal),
  };
}
