import type { Kubeconfig } from '../kubeconfig/kubeconfig.js';
import type { MergeChange } from '../kubeconfig/merge.js';
import type { KubeconfigKind } from '../kubeconfig/ownership.js';
import type { KubeconfigMember } from '../kubeconfig/paths.js';
import type { Verdict } from '../verification/verdict.js';
import type { Cluster, DescribedCluster } from '../words/cluster.js';
import type { Access, AccessChoice } from '../words/endpoints.js';
import type { Sentence } from '../words/say.js';

/** Where a fetched kubeconfig goes. `file: null` is the file that owns the entries, else kubectl's default. */
export type AcquireDestination =
  | { readonly kind: 'merge'; readonly file: string | null }
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'stdout' };

/** What somebody asks for in the dialog or on the command line. */
export interface AcquireRequest {
  readonly cluster: DescribedCluster;
  /** 15–4320 for a temporary kubeconfig; null for the long-term one (3 years). */
  readonly durationMinutes: number | null;
  readonly access: AccessChoice;
  /** Takes what the cluster has where it has no endpoint of that access; absent refuses. */
  readonly takesOther?: boolean;
  readonly destination: AcquireDestination;
  /** Null takes the deterministic name, `ack/<region>/<name>` unless the settings say otherwise. */
  readonly contextName: string | null;
  /** Makes it the current context; otherwise `current-context` is left alone. */
  readonly use: boolean;
  readonly verify: boolean;
  /** Writes an exec plug-in's entry instead of the certificate and key; absent writes these. */
  readonly exec?: boolean;
}

/** The same before anybody has asked for the cluster's endpoints. */
export type AcquireAsked = Omit<AcquireRequest, 'cluster'> & { readonly cluster: Cluster };

/** One entry of a kubeconfig file, and what becomes of it. */
export type AcquireChange = MergeChange;

/** Exactly what will happen, worked out before anything is asked of the cloud: the preview. */
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
  /** When a temporary one would end if fetched now; null for long-term, where the server decides. */
  readonly expectedNotAfter: Date | null;
}

/** Which context kubectl goes by, over all files of KUBECONFIG. */
export interface CurrentContextPlan {
  readonly before: string | null;
  readonly after: string | null;
  /** The file in which it is set: that of the entries, or the one that decides; null where it is left alone. */
  readonly file: string | null;
}

export type AcquireStep = 'fetch' | 'write' | 'verify';

export interface AcquireResult {
  readonly plan: AcquirePlan;
  readonly context: string;
  readonly file: string | null;
  readonly notAfter: Date;
  /** The holder's uid, from the certificate. */
  readonly uid: string | null;
  readonly changes: readonly AcquireChange[];
  /** What nothing was at hand to hold the answer against, in words. */
  readonly unproven: readonly Sentence[];
  /** Null when verification was not asked for. */
  readonly verdict: Verdict | null;
  /** The kubeconfig's text for stdout, a private key in it; null for files. */
  readonly text: string | null;
}

/** One kubeconfig file as it is now. */
export interface AcquireFile extends KubeconfigMember {
  /** Null when the file is absent. */
  readonly text: string | null;
  /** Null when it is absent or broken: a broken file is refused only where it would be written. */
  readonly kubeconfig: Kubeconfig | null;
  /** One of KUBECONFIG's. */
  readonly isMember: boolean;
}
