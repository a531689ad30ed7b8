import type { MigrationRecord } from '@ackring/core/migration';
import type { AppState } from '../../screen/app-state.js';
import type { Ask } from '../../screen/step.js';
import { defineTask } from '../../screen/task.js';
import { areMigrationsDue } from './records.js';

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
