// From long-term certificates to tokens.

export type { MigrationOutcome, MigrationProgress, MigrationResult } from './apply.js';
export {
  type MigrationPlan,
  type MigrationReason,
  type MigrationStage,
  type MigrationStep,
  type MigrationVerdict,
  migrationConfirmations,
  stepsToDo,
} from './migration-plan.js';
export type { MigrationRecord } from './record.js';
