import { type AccessRow, type Restorable, recycleBinPlaces } from '@ackring/core/access';
import { messagesIn } from '../../messages/messages.js';
import { localDay } from '../../messages/times.js';
import type { AppState } from '../../screen/app-state.js';
import { notify } from '../../screen/notify.js';
import { openOverlay, textToRead } from '../../screen/overlay.js';
import { homePath } from '../../screen/reader.js';
import type { Ask } from '../../screen/step.js';
import { defineTask } from '../../screen/task.js';
import { gather } from '../../screen/tasks.js';
import { unlearnt, withLearnt, withRequested } from './access.js';
import { holderScans } from './holder-tasks.js';

/** Requests last activity and account state, each with the profile that sees its cluster. */
export const learnAccess = defineTask({
  name: 'learnAccess',
  within: holderScans,
  arrivals: {
    asked: (state: AppState, rows: readonly AccessRow[]) => ({
      ...state,
      access: withRequested(state.access, rows),
    }),
    learnt: (state: AppState, rows: readonly AccessRow[]) => ({
      ...state,
      access: withLearnt(state.access, rows),
    }),
  },
  run: async ({ world, emit, signal }, rows: readonly AccessRow[]) => {
    emit.asked(rows);
    const groups = Map.groupBy(rows, ({ cluster }) => world.servicesFor(cluster));
    await Promise.all(
      [...groups].map(([services, group]) =>
        gather(services.incident.complete(group, { signal }), {
          everyMs: () => 80,
          signal,
          take: emit.learnt,
        }),
      ),
    );
  },
});

export function accessDue(state: AppState): readonly Ask[] {
  const rows = unlearnt(state);
  return rows.length > 0 ? [learnAccess(rows)] : [];
}

/** Shows what can be restored, as text to read and copy. */
export const readRemovals = defineTask({
  name: 'readRemovals',
  arrivals: {
    read: (state: AppState, removals: readonly Restorable[]) =>
      showBin({ ...state, access: { ...state.access, removals } }),
  },
  run: async ({ world, emit }) => emit.read(await world.local().incident.removals()),
});

function showBin(state: AppState): AppState {
  const { bin } = messagesIn(state.language).removal;
  const { removals } = state.access;
  const day = (instant: Date): string => localDay(instant, state.timeZone);
  const rows = [...Map.groupBy(removals, ({ backup }) => backup)].flatMap(([backup, together]) => [
    ...together.map(({ identity, cluster, removedAt, restorableUntil }) =>
      bin.row(identity.name, cluster.name, day(removedAt), day(restorableUntil)),
    ),
    ...(backup === null ? [] : [bin.backup, `  ${homePath(backup, state.home)}`]),
    '',
  ]);
  const lines = removals.length === 0 ? [bin.none] : [...rows, bin.where(recycleBinPlaces), bin.limits];
  return openOverlay(state, textToRead(bin.title, lines.join('\n')));
}

/** Writes what is shown into a new file; never overwrites. */
export const exportAccess = defineTask({
  name: 'exportAccess',
  arrivals: {
    written: (state: AppState, file: string, count: number) => {
      const path = homePath(file, state.home);
      return notify(state, 'good', ({ removal }) => removal.exported(count, path));
    },
  },
  run: async ({ emit }, { file, rows }: { readonly file: string; readonly rows: readonly AccessRow[] }) => {
    const [{ accessTable }, { csvTable }, { toJson }] = await Promise.all([
      import('./table.js'),
      import('../../shell/csv-table.js'),
      import('../../shell/json.js'),
    ]);
    const { writeNewFile } = await import('@ackring/core/machine');
    const text = file.endsWith('.json')
      ? `${toJson(rows.map(accessTable.toJson))}\n`
      : csvTable(accessTable, rows);
    emit.written(await writeNewFile(file, text), rows.length);
  },
});
