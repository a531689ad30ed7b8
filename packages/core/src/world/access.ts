import { join } from 'node:path';
import { createEvidence, type Evidence } from '../access/evidence/evidence.js';
import { createHoldings, type Holdings, type HoldingsPorts } from '../access/holdings.js';
import type { LeakSearchEvent } from '../access/leak/leaks-in.js';
import { createLogService } from '../cloud/log-service/log-service.js';
import { resolveEndpoint } from '../cloud/openapi/endpoints.js';
import { keptOnce, privateFolder, readIfThere } from '../machine/files/write.js';
import { createUsing, type Using } from '../usage/usage.js';
import type { Surroundings } from './surroundings.js';

/** Who holds what, and held it once, and where keys lie about. */
export interface Holding extends Holdings, Evidence {
  /** In a file, or in a folder including the history of its repositories. */
  searchLeaks(
    path: string,
    options?: { history?: boolean; packages?: boolean; signal?: AbortSignal | undefined },
  ): AsyncGenerator<LeakSearchEvent, void>;
}

/** Needs no credentials before a call needs them. */
export async function composeHoldings(
  around: Surroundings,
  others: Pick<HoldingsPorts, 'beginnings' | 'listBindings'>,
): Promise<Holding> {
  const { ack, clock, session, holderCache, refuseWhenReadOnly } = around;
  const { environment, stateFolder } = around.options;
  const journal = await around.journal();
  const folder = join(stateFolder, 'access-records');
  return {
    ...createHoldings({
      ...others,
      api: ack,
      caller: session.callerIdentity,
      holders: holderCache,
      checkJournal: () => journal.check(),
      clock,
    }),
    ...createEvidence({
      clock,
      refuseWhenReadOnly,
      journal,
      records: {
        write: privateFolder(folder),
        // The journal names it, and may have been altered.
        read: async (name) => (/^[\w-]+\.json$/.test(name) ? readIfThere(join(folder, name)) : null),
      },
      key: keptOnce(join(stateFolder, 'evidence-key.pem')),
    }),
    searchLeaks: async function* (path, options) {
      const { searchLeaks } = await import('../access/leak/search.js');
      yield* searchLeaks({ ...options, path, environment });
    },
  };
}

/** Who uses what, from audit logs, each in its own region. */
export async function composeUsing({ session, clock }: Surroundings): Promise<Using> {
  const { ack: api, credentials, environment, limiterOf } = await session.cloud();
  const limiter = limiterOf('sls');
  return createUsing({
    api,
    clock,
    logsIn: (region) => {
      const endpoint = resolveEndpoint('sls', region, environment);
      return createLogService({ credentials, clock, limiter, region, endpoint });
    },
  });
}
