// The configuration of a rotation.

export {
  objectPlace,
  parseRotationConfiguration,
  type RotationConfiguration,
  refuseWithoutSinks,
} from './configuration/configuration.js';
export { notificationPart } from './configuration/notification-part.js';

// What it would do, and what it did.

export type { Condition, ConditionState } from './credential/condition.js';
export type { Move } from './ledger/amend.js';
export type { Standing } from './ledger/standing.js';
export { checkPlan, type PlanVerdict } from './plan/plan.js';
export { eventsByMonth, type SimulatedEvent } from './plan/simulate.js';
export type { Decision, DecisionReason } from './policy/decision.js';
export type { KeptRun, KeptRuns } from './report/kept-runs.js';
export type {
  Deferral,
  RotationCounts,
  RotationEvent,
  RotationListener,
  RotationMode,
  RotationOutcome,
  RotationReport,
  RotationStep,
  StepResult,
} from './report/report.js';
export { compareReports, type OutcomeChange } from './report/report-comparison.js';
export { type Metric, runMetrics, runNumbers, type Sample } from './report/run-metrics.js';
export { parseReport } from './report/shard-report.js';
export type { Simulation } from './rotating.js';

// Where it runs in a cluster.

export { cronJobChart } from './cron-job/cron-job-chart.js';
export { type CronJobPlace, cronJobManifests, cronJobPolicies } from './cron-job/cron-job-files.js';
export { type CronJobStatus, cronJobStatus, judgeCronJob, timerOf } from './cron-job/cron-job-status.js';

// The deployed function, seen from outside.

export {
  deploymentFile,
  deploymentPolicies,
  type FunctionPlace,
  type FunctionPlaces,
  functionPlaces,
  functionRuntimes,
  regionless,
} from './function/deployment-file.js';
export {
  type FunctionHealth,
  judgeFunction,
  nextRun,
  parseSchedule,
  timedRecords,
} from './function/function-health.js';
export {
  type FunctionLog,
  type FunctionLogLine,
  type RotationRecord,
  readRotationRecord,
} from './function/function-log.js';
export { type RolePolicies, rotationPolicies } from './function/ram-policy.js';

// What the function itself runs: a fleet, or one of its shards.

export { openRotation, type RotationPortsOptions, warmUp } from './run/ports.js';
export { createRotation, type RotationOptions } from './run/rotation.js';
export { runFleet, runShard } from './shard/fleet-run.js';
export { refuseForgedEvent } from './shard/handed-over.js';
export { decodeResume, type Resume } from './shard/resume.js';
export { decodeShard, type Shard } from './shard/shard.js';
export { sinkCaveats } from './sinks/sinks.js';
