import { join } from 'node:path';
import type { Holdings } from '@ackring/core/access/holdings';
import { lazy } from '@ackring/core/cloud/lazy';
import { systemClock as clock } from '@ackring/core/machine/clock';
import type { IncidentServices } from '../services.js';
import { type IncidentWiring, journalIn } from './incident-world.js';
import { openSinksOf } from './rotation.js';

/** Who holds what, and taking it away. */
export function incidentServices(
  wiring: IncidentWiring,
): Pick<Holdings, 'userPermissions' | 'userActivity'> & { readonly incident: IncidentServices } {
  const { environment, callerIdentity: caller, contexts, refuseWhenReadOnly, forgetCluster } = wiring;
  const api = async () => (await wiring.cloud()).ack;
  const journal = lazy(() => journalIn(wiring.stateFolder));
  const apiServer = async () => {
    const { createApiServer } = await import('@ackring/core/machine/api-server/api-server');
    return createApiServer({ environment });
  };
  const holdings = lazy(async () => {
    const { createHoldings } = await import('@ackring/core/access/holdings');
    const { holders } = wiring;
    return createHoldings({
      api,
      caller,
      holders,
      checkJournal: async () => (await journal()).check(),
      clock,
    });
  });
  const cleaning = lazy(async () => {
    const [{ createCleaning }, { createRbacReader }, { privateFolder }] = await Promise.all([
      import('@ackring/core/access/clean/cleaning'),
      import('@ackring/core/machine/api-server/rbac-reader'),
      import('@ackring/core/machine/files/write'),
    ]);
    return createCleaning({
      api: await api(),
      clock,
      caller,
      scanFleet: wiring.scanFleet,
      rbac: createRbacReader({ environment }),
      journal: await journal(),
      keep: (folder, name, text) => privateFolder(join(wiring.stateFolder, folder))(name, text),
      refuseWhenReadOnly,
    });
  });
  const sanRepair = lazy(async () => {
    const [{ createSanRepair }, { createServerNames }] = await Promise.all([
      import('@ackring/core/access/san-repair'),
      import('@ackring/core/machine/api-server/server-names'),
    ]);
    const names = createServerNames({ environment });
    return createSanRepair({
      api: await api(),
      names,
      contexts,
      clock,
      journal: await journal(),
      refuseWhenReadOnly,
    });
  });
  const revoking = lazy(async () => {
    const { createRevoking } = await import('@ackring/core/access/revoke/revoking');
    return createRevoking({
      api: await api(),
      apiServer: await apiServer(),
      caller,
      files: await wiring.files(),
      contexts,
      openSinks: (config) => openSinksOf(wiring, config),
      revoked: await wiring.revoked(),
      forgetCluster,
      clock,
      journal: await journal(),
      refuseWhenReadOnly,
    });
  });
  const leakHunt = lazy(async () => {
    const { createLeakHunt } = await import('@ackring/core/access/leak/leak-hunt');
    const { ack, homeRegion } = await wiring.cloud();
    return createLeakHunt({ api: ack, apiServer: await apiServer(), clock, region: homeRegion, caller });
  });
  return {
    userPermissions: async (...asked) => (await holdings()).userPermissions(...asked),
    userActivity: async (...asked) => (await holdings()).userActivity(...asked),
    incident: {
      audit: async function* (...asked) {
        yield* (await holdings()).audit(...asked);
      },
      complete: async function* (...asked) {
        yield* (await holdings()).complete(...asked);
      },
      removals: async () => (await holdings()).removals(),
      journal: async () => (await holdings()).journal(),
      planClean: async (...asked) => (await cleaning()).planClean(...asked),
      applyClean: async (...asked) => (await cleaning()).applyClean(...asked),
      planSan: async (...asked) => (await sanRepair()).planSan(...asked),
      applySan: async (...asked) => (await sanRepair()).applySan(...asked),
      planRevoke: async (...asked) => (await revoking()).planRevoke(...asked),
      applyRevoke: async (...asked) => (await revoking()).applyRevoke(...asked),
      searchLeaks: async function* (path, { history = true, signal } = {}) {
        const { searchLeaks } = await import('@ackring/core/access/leak/search');
        yield* searchLeaks({ path, history, environment, ...(signal === undefined ? {} : { signal }) });
      },
      investigateLeaks: async function* (...asked) {
        yield* (await leakHunt()).investigateLeaks(...asked);
      },
    },
  };
}
