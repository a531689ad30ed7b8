import { specimenCluster } from './cluster.js';
import { makeSpecimen, specimenNow, specimenUid } from './specimen.js';

/** Where the cluster answers. */
export const reachedServer = 'https://203.0.113.10:6443';

/** A cluster, what the cloud says of it and issues to the caller for a moment, and who the caller is. */
export async function reachedCluster() {
  const cluster = specimenCluster({ endpoints: { public: [reachedServer], private: [] } });
  const { yaml } = await makeSpecimen({ server: reachedServer, lifeMs: 900_000 });
  const caller = { uid: specimenUid, accountId: '1', type: 'user' as const };
  const ports = {
    api: { describeCluster: async () => cluster, fetchKubeconfig: async () => ({ yaml }) },
    proofs: { caller: async () => caller, revoked: async () => [] },
    clock: { now: () => specimenNow, sleep: async () => {} },
    caller: async () => caller,
  };
  return { cluster, yaml, caller, ports };
}
