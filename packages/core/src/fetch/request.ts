import type { Kubeconfig } from '../kubeconfig/kubeconfig.js';
import type { MergeChange } from '../kubeconfig/merge.js';
import type { KubeconfigKind } from '../kubeconfig/ownership.js';
import type { KubeconfigMember } from '../kubeconfig/paths.js';
import type { Verdict } from '../verification/verdict.js';
import type { Cluster, DescribedCluster } from '../words/cluster.js';
import type { Access, AccessChoice } from '../words/endpoints.js';
import type { AckringError } from '../words/errors.js';
import type { Sentence } from '../words/say.js';

/** The destination of a fetched kubeconfig. `file: null` is the file that owns the entries, else kubectl's default. */
export type AcquireDestination =
  | { readonly kind: 'merge'; readonly file: string | null }
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'stdout' };

/** A request from the dialog or the command line. */
export interface AcquireRequest {
  readonly cluster: DescribedCluster;
  /** 15–4320 for a temporary kubeconfig; null for the long-term one (3 years). */
  readonly durationMinutes: number | null;
  readonly access: AccessChoice;
  /** Falls back to the access that the cluster has; absent refuses. */
  readonly takesOther?: boolean;
  readonly destination: AcquireDestination;
  /** Null takes the deterministic name, `ack/<region>/<name>` unless the settings say otherwise. */
  readonly contextName: string | null;
  /** Makes it the current context; otherwise `current-context` is left alone. */
  readonly use: boolean;
  readonly verify: boolean;
  /**
   * Writes an exec plug-in's entry instead of certificate and key. With `token` the plug-in signs in as the RAM identity,
   * and `durationMinutes` is ignored.
   */
  readonly plugIn?: PlugInIssues;
  /** Somebody else, whose kubeconfig the account root hands over; absent fetches the caller's own. */
  readonly holder?: { readonly uid: string; readonly name: string };
}

/** What kubectl gets from the plug-in: a temporary certificate, or a RAM token. */
export type PlugInIssues = 'certificate' | 'token';

/** The same before the cluster's endpoints are known. */
export type AcquireDraft = Omit<AcquireRequest, 'cluster'> & { readonly cluster: Cluster };

/** One entry of a kubeconfig file, and its change: not known where only what the cloud will answer can change it. */
export interface AcquireChange extends Omit<MergeChange, 'change'> {
  readonly change: MergeChange['change'] | 'unknown';
}

/** Exactly what will happen, determined before any call to the cloud: the preview. */
export interface AcquirePlan {
  readonly request: AcquireRequest;
  readonly kind: KubeconfigKind;
  readonly access: Access;
  readonly server: string;
  /** Null for stdout. */
  readonly file: string | null;
  readonly context: string;
  readonly changes: readonly AcquireChange[];
  readonly currentContext: CurrentContextPlan;
  /** Contexts of the file that stay as they are. */
  readonly untouchedContexts: number;
  /** When a temporary one would end if fetched now; null for long-term, where the server decides, and for tokens. */
  readonly expectedNotAfter: Date | null;
}

/** The context that kubectl uses, across all files of KUBECONFIG. */
export interface CurrentContextPlan {
  readonly before: string | null;
  readonly after: string | null;
  /** No file has a context named `after`, and none will. */
  readonly isMissing?: true;
  /** The file that sets it: that of the entries, or the one that decides; null if unchanged. */
  readonly file: string | null;
}

export type AcquireStep = 'fetch' | 'write' | 'verify';

export interface AcquireResult {
  readonly plan: AcquirePlan;
  readonly context: string;
  readonly file: string | null;
  /** Null for a token's entry, which does not expire. */
  readonly notAfter: Date | null;
  /** The holder's uid, from the certificate. */
  readonly uid: string | null;
  readonly changes: readonly AcquireChange[];
  /** What could not be checked, in words. */
  readonly unproven: readonly Sentence[];
  /** Null when verification was not requested. */
  readonly verdict: Verdict | null;
  /** The kubeconfig's text for stdout, including a private key; null for files. */
  readonly text: string | null;
}

/** One kubeconfig file as it is now. */
export interface AcquireFile extends KubeconfigMember {
  /** Null when the file is absent. */
  readonly text: string | null;
  /** Null when absent or broken: a broken file is refused only when it has to be written. */
  readonly kubeconfig: Kubeconfig | null;
  /** Why it could not be read; null if it could, or is absent. */
  readonly problem: AckringError | null;
  /** Listed in KUBECONFIG. */
  readonly isMember: boolean;
}
