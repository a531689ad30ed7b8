import type { AcquirePlan, AcquireResult, AcquireStep } from '@ackring/core/acquire/request';
import type { AckringError } from '@ackring/core/errors';
import type { FleetEvent } from '@ackring/core/fleet/events';
import type { Verdict } from '@ackring/core/verification/verdict';
import type { CachedFleet, ContextInventory, ProfileFacts, UndoResult } from '../services.js';
import type { Settings } from '../settings.js';
import type { Size } from './app-state.js';

/** Everything that can happen to the screen. */
export type AppEvent =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'paste'; readonly text: string }
  | { readonly kind: 'resized'; readonly size: Size }
  | { readonly kind: 'tick'; readonly now: Date }
  | { readonly kind: 'settingsKnown'; readonly settings: Settings }
  | { readonly kind: 'profileKnown'; readonly profile: ProfileFacts }
  | { readonly kind: 'profileFailed'; readonly error: AckringError }
  | { readonly kind: 'fleetCached'; readonly fleet: CachedFleet }
  | { readonly kind: 'fleetStarted' }
  | { readonly kind: 'fleet'; readonly events: readonly FleetEvent[] }
  | { readonly kind: 'fleetScanned' }
  | { readonly kind: 'fleetFailed'; readonly error: AckringError }
  | { readonly kind: 'contextsRead'; readonly inventory: ContextInventory }
  | { readonly kind: 'contextsFailed'; readonly error: AckringError }
  | { readonly kind: 'verdicts'; readonly verdicts: readonly (readonly [id: string, verdict: Verdict])[] }
  | {
      readonly kind: 'verifyEnded';
      readonly ids: readonly string[];
      readonly error: AckringError | null;
    }
  | { readonly kind: 'acquirePlanned'; readonly serial: number; readonly plan: AcquirePlan }
  | { readonly kind: 'acquirePlanFailed'; readonly serial: number; readonly error: AckringError }
  | { readonly kind: 'acquireStep'; readonly step: AcquireStep }
  | { readonly kind: 'acquired'; readonly result: AcquireResult }
  | { readonly kind: 'acquireFailed'; readonly error: AckringError }
  | { readonly kind: 'undone'; readonly result: UndoResult }
  | { readonly kind: 'failed'; readonly error: AckringError }
  | { readonly kind: 'copied'; readonly what: string };
