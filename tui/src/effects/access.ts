import type { AccessRow } from '@ackring/core/access/access-row';
import { gather } from './gather.js';
import type { World } from './world.js';

/** Who each watched profile is; one that cannot tell is left out. */
export async function loadCallers({ watched, servicesOf, dispatch, signal }: World): Promise<void> {
  const asked = watched().map((profile) =>
    servicesOf(profile)
      .callerIdentity(signal)
      .catch(() => null),
  );
  const uids = (await Promise.all(asked)).flatMap((caller) => caller?.uid ?? []);
  dispatch({ kind: 'callersKnown', uids });
}

/** Asks when they were last seen, and as what; each through the eyes that see its cluster. */
export async function learnAccess(
  world: World,
  rows: readonly AccessRow[],
  signal: AbortSignal,
): Promise<void> {
  world.dispatch({ kind: 'accessAsked', rows });
  const groups = Map.groupBy(rows, ({ cluster }) => world.servicesFor(cluster.id));
  await Promise.all(
    [...groups].map(([services, group]) =>
      gather(services.incident.complete(group, { signal }), {
        everyMs: 80,
        signal,
        take: (learnt) => world.dispatch({ kind: 'accessLearnt', rows: learnt }),
      }),
    ),
  );
}

/** Into a new file: one that is there is not written over. */
export async function exportAccess(
  { dispatch }: World,
  file: string,
  rows: readonly AccessRow[],
): Promise<void> {
  const [{ accessTable }, { csvTable }, { toJson }, { writeNew }] = await Promise.all([
    import('../features/access/table.js'),
    import('../shell/csv-table.js'),
    import('../present/json.js'),
    import('../commands/write-new.js'),
  ]);
  const text = file.endsWith('.json')
    ? `${toJson(rows.map(accessTable.toJson))}\n`
    : csvTable(accessTable, rows);
  const path = await writeNew(file, text);
  dispatch({ kind: 'accessExported', file: path, count: rows.length });
}
