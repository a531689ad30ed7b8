import type { MigrationRecord } from '@ackring/core/migration';
import { visible } from '@ackring/core/words';
import { durationText } from '../../messages/times.js';
import type { AppState } from '../../screen/app-state.js';
import { type Line, span, wrapText } from '../../screen/drawing/line.js';
import { hasElapsed } from '../../screen/notice.js';
import type { Ask } from '../../screen/step.js';
import type { Reader } from '../../screen/table.js';
import { defineTask } from '../../screen/task.js';

/** What was begun on this machine on the way to tokens, as far as open details asked. */
export interface MigrationsState {
  /** Null while it was never read. */
  readonly readAt: Date | null;
  readonly isReading: boolean;
  readonly records: readonly MigrationRecord[];
}

declare module '../../screen/app-state.js' {
  interface FeatureStates {
    readonly migrations: MigrationsState;
  }
}

export const noMigrations: MigrationsState = { readAt: null, isReading: false, records: [] };

/** A few small files, which another run may write meanwhile. */
const staleMs = 60_000;

export function areMigrationsDue({ overlay, migrations, now }: AppState): boolean {
  if (overlay?.kind !== 'details' || migrations.isReading) return false;
  const { readAt } = migrations;
  return readAt === null || hasElapsed(readAt, staleMs, now);
}

interface Held {
  readonly cluster: { readonly id: string };
  readonly identity: { readonly uid: string };
}

/** How far each of these is on the way to tokens; nothing for those that did not begin. */
export function migrationNote(
  rows: readonly Held[],
  { records }: MigrationsState,
  width: number,
  reader: Reader,
): readonly Line[] {
  const held = new Set(rows.map(({ cluster, identity }) => `${cluster.id} ${identity.uid}`));
  return records
    .filter(({ cluster, identity }) => held.has(`${cluster.id} ${identity.uid}`))
    .map((record) => recordText(record, reader))
    .toSorted()
    .flatMap((text) => wrapText(text, width).map((line): Line => [span(line, 'dim')]));
}

/** `mei in prod, on the way to tokens: watching for 3 d, unused for 3 d`. */
function recordText(record: MigrationRecord, { now, messages }: Reader): string {
  const { cluster, identity, stage, watchedSince, unused } = record;
  const { migration, usage } = messages;
  const since = (at: Date): string => durationText(Math.max(0, now.getTime() - at.getTime()), messages);
  const isWatching = stage === 'watching' && watchedSince !== null;
  const reached = isWatching ? migration.since(since(watchedSince)) : migration.stages[stage];
  const quiet = isWatching && unused !== null ? usage.unusedFor(since(unused.from)) : null;
  return migration.onTheWay(visible(identity.name), visible(cluster.name), reached, quiet);
}

/** Reads what was begun on this machine; what cannot be read is left out, as nothing depends on it here. */
export const readMigrations = defineTask({
  name: 'readMigrations',
  arrivals: {
    reading: (state: AppState) => ({ ...state, migrations: { ...state.migrations, isReading: true } }),
    read: (state: AppState, records: readonly MigrationRecord[]) => ({
      ...state,
      migrations: { readAt: state.now, isReading: false, records },
    }),
  },
  run: async ({ world, emit }) => {
    emit.reading();
    emit.read(await world.local().migration.records());
  },
  failed: (state) => ({ ...state, migrations: { ...state.migrations, readAt: state.now, isReading: false } }),
});

export function migrationsDue(state: AppState): readonly Ask[] {
  return areMigrationsDue(state) ? [readMigrations()] : [];
}
