import type { RefuseWhenReadOnly } from '../words/read-only.js';
import { say } from '../words/say.js';
import { applyMigration, type MigrationApplyOptions, type MigrationOutcome } from './apply.js';
import type { MigrationPlan } from './migration-plan.js';
import type { MigrationApplyPorts } from './moving.js';
import type { MigrationRecord } from './record.js';
import type { MigrationRequest } from './request.js';
import { surveyMigration } from './survey.js';
import {
  type MigrationUndoOptions,
  type MigrationUndoPorts,
  planMigrationUndo,
  undoMigration,
} from './undo.js';

/** From long-term certificates to tokens: plan first, a typed name before anything is changed. */
export interface Migrating {
  /** Throws ResourceNotFound for a user that holds nothing; what could not be read is in the plan. */
  plan(request: MigrationRequest): Promise<MigrationPlan>;
  /** Throws ConfirmationMissing, ReadOnly, FileLocked; what happens to one identity in one cluster is an outcome. */
  apply(plan: MigrationPlan, options: MigrationApplyOptions): Promise<readonly MigrationOutcome[]>;
  /** What was begun on this machine, and can be taken back. Throws ResourceNotFound. */
  planUndo(request: Pick<MigrationRequest, 'users' | 'clusters'>): Promise<MigrationPlan>;
  undo(plan: MigrationPlan, options: MigrationUndoOptions): Promise<readonly MigrationOutcome[]>;
}

/** What was begun on this machine, as far as it can be read. */
export interface MigrationsBegun {
  records(): Promise<readonly MigrationRecord[]>;
}

export interface MigratingPorts extends MigrationApplyPorts, MigrationUndoPorts {
  readonly refuseWhenReadOnly: RefuseWhenReadOnly;
}

export function createMigrating(ports: MigratingPorts): Migrating {
  const refuse = () => ports.refuseWhenReadOnly(say('change who signs in with what'));
  return {
    plan: (request) => surveyMigration(request, ports),
    apply: async (plan, options) => {
      await refuse();
      return applyMigration(plan, options, ports);
    },
    planUndo: (request) => planMigrationUndo(request, ports),
    undo: async (plan, options) => {
      await refuse();
      return undoMigration(plan, options, ports);
    },
  };
}
