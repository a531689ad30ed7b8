import { assertEditable } from './editable.js';
import { type IssuedEntries, readIssued } from './issued.js';
import { type Kubeconfig, toKubeconfig } from './kubeconfig.js';
import { describeChanges, type MergeChange } from './merge-changes.js';
import { desiredEntries, type EntryChange } from './merge-entries.js';
import { chooseNames, type EntryNames } from './merge-target.js';
import type { Owner } from './ownership.js';
import { parseTree } from './parse-tree.js';
import { spliceAndProve } from './splice-proof.js';
import type { KubeconfigTree } from './tree.js';

export interface MergeRequest {
  /** The file's text; null when there is no file yet. */
  readonly existing: string | null;
  readonly file: string;
  /** The kubeconfig's text as the cloud handed it out. */
  readonly issued: string;
  readonly owner: Owner;
  /** A name the user gave; null or absent takes the deterministic one, or that of the entry being updated. */
  readonly contextName?: string | null | undefined;
  /** Pattern of deterministic names, `ack/{region}/{name}` by default. */
  readonly namePattern?: string | undefined;
  /** Makes it the current context. */
  readonly use: boolean;
  /** Names of contexts, clusters and users in the other files of KUBECONFIG: see `entryNames`. */
  readonly taken: Iterable<string>;
}

/** What a merge does to the file. */
export interface MergeOutcome {
  readonly context: string;
  readonly changes: readonly MergeChange[];
  readonly currentContext: { readonly before: string | null; readonly after: string | null };
  /** Contexts of the file that stay as they are. */
  readonly untouchedContexts: number;
}

/** A merge worked out in full: nothing is written yet. */
export interface MergePlan extends MergeOutcome {
  /** The file's new text, a private key in it; `existing` itself when nothing changes. */
  readonly text: string;
}

/**
 * Works out how a fetched kubeconfig enters a file: renamed, marked as ours, updating in place what is
 * already the same thing, touching no other character. The result is read again and compared with what was
 * planned before it is returned. Throws KubeconfigInvalid (broken file), Conflict (the name the user gave
 * belongs to something else), Refused (a layout that cannot be edited safely), ResponseUnreadable.
 */
export function planMerge(request: MergeRequest): MergePlan {
  const draft = draftMerge(request, readIssued(request.issued));
  return {
    ...outcomeOf(draft),
    text: spliceAndProve(draft.before, draft.tree, { ...draft, file: request.file }),
  };
}

interface Draft {
  readonly before: string;
  readonly tree: KubeconfigTree;
  readonly kubeconfig: Kubeconfig;
  readonly names: EntryNames;
  readonly entries: readonly EntryChange[];
  /** The new current context, or null to leave it alone. */
  readonly use: string | null;
}

function draftMerge(request: MergeRequest, issued: IssuedEntries): Draft {
  const { file, use } = request;
  const owner = { ...request.owner, uid: request.owner.uid ?? issued.certificate?.uid ?? null };
  const before = request.existing ?? emptyKubeconfig;
  const tree = parseTree(before, file);
  const kubeconfig = toKubeconfig(tree.value, file);
  assertEditable(before, tree, kubeconfig);
  const names = chooseNames(kubeconfig, { ...request, owner });
  const entries = desiredEntries(tree.value, names, { issued, owner });
  return { before, tree, kubeconfig, names, entries, use: use ? names.context : null };
}

function outcomeOf({ kubeconfig, names, entries, use }: Draft): MergeOutcome {
  const before = kubeconfig.currentContext;
  const currentContext = { before, after: use ?? before };
  const others = kubeconfig.contexts.filter((each) => each.name !== names.context);
  return {
    context: names.context,
    changes: describeChanges(entries, currentContext),
    currentContext,
    untouchedContexts: others.length,
  };
}

/** What a file that is not there yet begins as. */
export const emptyKubeconfig = [
  'apiVersion: v1',
  'clusters: []',
  'contexts: []',
  'current-context: ""',
  'kind: Config',
  'preferences: {}',
  'users: []',
  '',
].join('\n');
