import type { AccessRow } from '@ackring/core/access/access-row';
import type { CleanProgress } from '@ackring/core/access/clean/clean';
import type { CleanPlan } from '@ackring/core/access/clean/clean-plan';
import type { CleanRun } from '@ackring/core/access/clean/cleaning';
import type { Restorable } from '@ackring/core/access/recycle-bin';
import type { RevokeOutcome, RevokeStep } from '@ackring/core/access/revoke/revoke';
import type { RevokePlan } from '@ackring/core/access/revoke/revoke-plan';
import type {
  ContextInventory,
  HistoryEntry,
  UndoOutcome,
  UndoPlan,
} from '@ackring/core/contexts/local-contexts';
import type { AcquirePlan, AcquireResult, AcquireStep } from '@ackring/core/fetch/request';
import type { CachedFleet } from '@ackring/core/fleet/fleet-cache';
import type { FleetEvent, KubeconfigStatesEvent } from '@ackring/core/fleet/scan';
import type { JournalCheck } from '@ackring/core/journal/journal';
import type { RotationEvent, RotationMode, RotationReport } from '@ackring/core/rotation/report/report';
import type { Verdict } from '@ackring/core/verification/verdict';
import type { AckringError } from '@ackring/core/words/errors';
import type { ProfileFacts } from '@ackring/core/world/session';
import type { Settings } from '../settings.js';
import type { Size } from './app-state.js';
import type { DetailAnswer } from './cluster-details.js';
import type { ProfileName } from './fleet.js';
import type { ItemResult } from './job.js';
import type { KnownHealth, PartAnswer, RotationPart } from './rotation-views.js';

/** What somebody does at the terminal, and the time that passes. */
export type InputEvent =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'paste'; readonly text: string }
  | { readonly kind: 'resized'; readonly size: Size }
  | { readonly kind: 'tick'; readonly now: Date }
  /** The instant at which what comes with it arrived: ticks are too far apart to tell what came first. */
  | { readonly kind: 'clock'; readonly now: Date };

/** What the world outside answers. */
export type ArrivalEvent =
  | { readonly kind: 'settingsKnown'; readonly settings: Settings }
  | { readonly kind: 'profileKnown'; readonly profile: ProfileFacts }
  | { readonly kind: 'profileFailed'; readonly error: AckringError }
  | { readonly kind: 'profileNamesKnown'; readonly names: readonly string[] }
  | { readonly kind: 'fleetCached'; readonly profile: ProfileName; readonly fleet: CachedFleet }
  | { readonly kind: 'fleetStarted' }
  | { readonly kind: 'fleet'; readonly profile: ProfileName; readonly events: readonly FleetEvent[] }
  | { readonly kind: 'fleetScanned' }
  | { readonly kind: 'fleetFailed'; readonly error: AckringError }
  | { readonly kind: 'holdersStarted'; readonly asked: number }
  | { readonly kind: 'holders'; readonly events: readonly KubeconfigStatesEvent[] }
  | { readonly kind: 'holdersEnded' }
  | { readonly kind: 'clustersDescribed'; readonly answers: readonly DetailAnswer[] }
  | { readonly kind: 'contextsRead'; readonly inventory: ContextInventory }
  | { readonly kind: 'contextsFailed'; readonly error: AckringError }
  | {
      readonly kind: 'journalRead';
      readonly journal: readonly HistoryEntry[];
      readonly record: JournalCheck;
    }
  | { readonly kind: 'verdicts'; readonly verdicts: readonly (readonly [id: string, verdict: Verdict])[] }
  | {
      readonly kind: 'verifyEnded';
      readonly ids: readonly string[];
      readonly error: AckringError | null;
    }
  | { readonly kind: 'acquirePlanned'; readonly serial: number; readonly plan: AcquirePlan }
  | { readonly kind: 'acquirePlanFailed'; readonly serial: number; readonly error: AckringError }
  /** What was shown is no longer what would be done: this is. */
  | { readonly kind: 'acquireChanged'; readonly plan: AcquirePlan }
  | { readonly kind: 'acquireStep'; readonly step: AcquireStep }
  | { readonly kind: 'acquired'; readonly result: AcquireResult }
  | { readonly kind: 'acquireFailed'; readonly error: AckringError }
  | {
      readonly kind: 'jobItem';
      readonly result: ItemResult;
      readonly name: string;
      readonly outcome: AcquireResult | AckringError;
    }
  | { readonly kind: 'jobEnded' }
  | { readonly kind: 'rotationStarted'; readonly mode: RotationMode }
  | { readonly kind: 'rotationEvents'; readonly events: readonly RotationEvent[] }
  | { readonly kind: 'rotationEnded'; readonly report: RotationReport }
  | { readonly kind: 'rotationFailed'; readonly error: AckringError }
  | { readonly kind: 'rotationAsked'; readonly parts: readonly RotationPart[] }
  | { readonly kind: 'rotationAnswered'; readonly answer: PartAnswer }
  | { readonly kind: 'functionJudged'; readonly health: KnownHealth }
  | { readonly kind: 'functionInvoking' }
  | {
      readonly kind: 'functionInvoked';
      readonly name: string;
      /** What it reported; null where it failed, with its own words. */
      readonly report: RotationReport | null;
      readonly failure: string;
    }
  | { readonly kind: 'functionNotInvoked'; readonly error: AckringError }
  | { readonly kind: 'callersKnown'; readonly uids: readonly string[] }
  | { readonly kind: 'accessAsked'; readonly rows: readonly AccessRow[] }
  | { readonly kind: 'accessLearnt'; readonly rows: readonly AccessRow[] }
  | { readonly kind: 'removalsRead'; readonly removals: readonly Restorable[] }
  | { readonly kind: 'accessExported'; readonly file: string; readonly count: number }
  | { readonly kind: 'cleanPlanned'; readonly serial: number; readonly plan: CleanPlan }
  | { readonly kind: 'revokePlanned'; readonly serial: number; readonly plan: RevokePlan }
  | { readonly kind: 'removalFailed'; readonly serial: number; readonly error: AckringError }
  | { readonly kind: 'removalStarted'; readonly serial: number; readonly isForced: boolean }
  | { readonly kind: 'cleanProgress'; readonly serial: number; readonly progress: readonly CleanProgress[] }
  | { readonly kind: 'cleanEnded'; readonly serial: number; readonly run: CleanRun }
  | { readonly kind: 'revokeStep'; readonly serial: number; readonly step: RevokeStep }
  | {
      readonly kind: 'revokeEnded';
      readonly serial: number;
      readonly cluster: string;
      readonly outcome: RevokeOutcome;
    }
  | { readonly kind: 'yamlRead'; readonly title: string; readonly text: string }
  | { readonly kind: 'undoPlanned'; readonly plan: UndoPlan; readonly isChanged: boolean }
  | { readonly kind: 'undone'; readonly result: UndoOutcome }
  | { readonly kind: 'undoFailed'; readonly error: AckringError }
  | { readonly kind: 'failed'; readonly error: AckringError }
  | { readonly kind: 'copied'; readonly what: string; readonly by: 'terminal' | 'program' };

/** Everything that can happen to the screen. */
export type AppEvent = InputEvent | ArrivalEvent;
