import type { AccessRow } from '@ackring/core/access/access-row';
import type { UndoPlan } from '@ackring/core/contexts/local-contexts';
import type { AcquireAsked, AcquirePlan } from '@ackring/core/fetch/request';
import type { ContextEntry } from '@ackring/core/kubeconfig/context-entry';
import type { RotationMode } from '@ackring/core/rotation/report/report';
import type { Cluster } from '@ackring/core/words/cluster';
import type { Searchable } from '../screen/filter.js';
import type { Settings } from '../settings.js';
import type { ProfileName } from './fleet.js';
import type { JobItem, JobKind } from './job.js';
import type { CleanRequest } from './removal.js';
import type { RotationPart, RotationParts } from './rotation-views.js';

/** Work for the world outside, described; the runner alone does it. */
export type Effect =
  | { readonly kind: 'loadSettings' }
  | { readonly kind: 'saveSettings'; readonly change: Partial<Settings> }
  | { readonly kind: 'loadProfile' }
  | { readonly kind: 'loadProfileNames' }
  /** Whose eyes to look through from now on, where, and whether anything may be changed. */
  | {
      readonly kind: 'watch';
      readonly profiles: readonly ProfileName[];
      readonly regions: readonly string[];
      readonly isReadOnly: boolean;
    }
  | { readonly kind: 'loadCachedFleet' }
  | { readonly kind: 'scanFleet' }
  | { readonly kind: 'scanHolders'; readonly clusters: readonly Cluster[] }
  | { readonly kind: 'describeCluster'; readonly cluster: Cluster }
  /**
   * These are in sight and nobody knows their endpoints: they take the place of those that were before. While the
   * fleet is still coming in, others may push them out of sight.
   */
  | { readonly kind: 'describeInSight'; readonly clusters: readonly Cluster[]; readonly isComingIn: boolean }
  | { readonly kind: 'readContexts' }
  /** Makes rows ready for the filter while its first letter is being thought of. */
  | { readonly kind: 'readyFilter'; readonly rows: readonly Searchable[] }
  | { readonly kind: 'readJournal' }
  | { readonly kind: 'verify'; readonly entries: readonly ContextEntry[] }
  | { readonly kind: 'planAcquire'; readonly request: AcquireAsked; readonly serial: number }
  /** Does what was shown, if that is still what the request comes to; null where nothing was shown yet. */
  | { readonly kind: 'acquire'; readonly request: AcquireAsked; readonly shown: AcquirePlan | null }
  | {
      readonly kind: 'acquireMany';
      readonly job: Exclude<JobKind, 'verify'>;
      readonly items: readonly JobItem[];
    }
  | { readonly kind: 'rotate'; readonly mode: RotationMode }
  /** Looks at the deployed function and what it left behind; what is known already is judged together with it. */
  | {
      readonly kind: 'askRotation';
      readonly name: string;
      readonly parts: readonly RotationPart[];
      readonly known: Pick<RotationParts, 'function' | 'runs' | 'log'>;
    }
  | { readonly kind: 'invokeFunction'; readonly name: string }
  /** Whose credentials are in use. */
  | { readonly kind: 'loadCallers' }
  /** When these were last seen, and as what. */
  | { readonly kind: 'learnAccess'; readonly rows: readonly AccessRow[] }
  | { readonly kind: 'readRemovals' }
  | { readonly kind: 'exportAccess'; readonly file: string; readonly rows: readonly AccessRow[] }
  | { readonly kind: 'planClean'; readonly serial: number; readonly request: CleanRequest }
  | {
      readonly kind: 'applyClean';
      readonly serial: number;
      readonly confirm: string;
      readonly force: boolean;
      readonly confirmForce: string | null;
    }
  | { readonly kind: 'planRevoke'; readonly serial: number; readonly cluster: Cluster }
  | { readonly kind: 'applyRevoke'; readonly serial: number; readonly confirm: string }
  /** Stops before the next step of what takes access away. */
  | { readonly kind: 'stopRemoval' }
  /** Stops what is under way and can be stopped. */
  | { readonly kind: 'cancel' }
  | { readonly kind: 'planUndo' }
  /** Takes back what was shown, if that is still the last write. */
  | { readonly kind: 'undo'; readonly plan: UndoPlan }
  | { readonly kind: 'showYaml'; readonly entry: ContextEntry }
  | { readonly kind: 'edit'; readonly file: string }
  | { readonly kind: 'page'; readonly text: string }
  | { readonly kind: 'copy'; readonly text: string; readonly what: string }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'quit'; readonly exitCode: number };
