import { lazy } from '@ackring/core/lazy';
import type { IncidentServices } from '../services.js';
import { applyClean, planClean } from './cleaning.js';
import { type IncidentWiring, journalIn, surroundings } from './incident-world.js';
import { applyRevoke, planRevoke } from './revoking.js';
import { applySan, planSan } from './san.js';

/** Who holds what, and taking it away. */
export function incidentServices(wiring: IncidentWiring): { readonly incident: IncidentServices } {
  // Who does not know takes what is told of permissions for a part.
  const askWhetherRoot = lazy(async () => (await wiring.callerIdentity()).type === 'root');
  const isRoot = (): Promise<boolean> => askWhetherRoot().catch(() => false);
  return {
    incident: {
      audit: async function* (clusters, options = {}) {
        const [{ auditAccess }, { rememberHolders }, holders, { api, clock }] = await Promise.all([
          import('@ackring/core/access/audit'),
          import('@ackring/core/fleet/holder-cache'),
          wiring.holders(),
          surroundings(wiring),
        ]);
        const events = auditAccess({ api, clock, clusters, isAccountRoot: isRoot(), ...options });
        yield* rememberHolders(holders, events, (event) =>
          event.kind === 'rows' ? event.rows.map(({ identity }) => identity) : [],
        );
      },
      complete: async function* (rows, options = {}) {
        const [{ completeRows }, { api, clock }] = await Promise.all([
          import('@ackring/core/access/audit'),
          surroundings(wiring),
        ]);
        yield* completeRows({ api, clock, rows, isAccountRoot: isRoot(), signal: options.signal });
      },
      planClean: (request) => planClean(wiring, request),
      applyClean: (plan, options) => applyClean(wiring, plan, options),
      removals: async () => {
        const [{ restorableRemovals }, { systemClock }, journal] = await Promise.all([
          import('@ackring/core/access/clean/recycle-bin'),
          import('@ackring/core/machine/clock'),
          journalIn(wiring.stateFolder),
        ]);
        return restorableRemovals((await journal.check()).lines, systemClock.now());
      },
      planSan: (cluster, options) => planSan(wiring, cluster, options),
      applySan: (proposal, options) => applySan(wiring, proposal, options),
      planRevoke: (cluster, options = {}) => planRevoke(wiring, cluster, options),
      applyRevoke: (plan, options) => applyRevoke(wiring, plan, options),
      searchLeaks: async function* (path, { history = true, signal } = {}) {
        const { searchLeaks } = await import('@ackring/core/access/leak/search');
        const { environment } = wiring;
        yield* searchLeaks({ path, history, environment, ...(signal === undefined ? {} : { signal }) });
      },
      investigateLeaks: async function* (leaks, { probe, signal }) {
        const [{ investigateLeaks }, { api, clock }, { createApiServer }, caller] = await Promise.all([
          import('@ackring/core/access/leak/leak'),
          surroundings(wiring),
          import('@ackring/core/machine/api-server/api-server'),
          wiring.callerIdentity(signal).catch(() => null),
        ]);
        const { homeRegion } = await wiring.cloud();
        const apiServer = createApiServer({ environment: wiring.environment });
        const callerUid = caller?.uid ?? null;
        const { currentNameIn } = await import('@ackring/core/fetch/cloud-names');
        yield* investigateLeaks({
          leaks,
          api,
          apiServer,
          clock,
          region: homeRegion,
          callerUid,
          probe,
          currentCommonName: (cluster) =>
            currentNameIn(
              cluster,
              { ack: api, caller: async () => caller, clock },
              { access: 'auto', signal },
            ),
          ...(signal === undefined ? {} : { signal }),
        });
      },
      journal: async () => (await journalIn(wiring.stateFolder)).check(),
    },
  };
}
