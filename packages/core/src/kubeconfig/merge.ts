import { AckringError } from '../errors.js';
import { assertEditable } from './editable.js';
import { readIssued } from './issued.js';
import { type Kubeconfig, toKubeconfig } from './kubeconfig.js';
import { describeChanges, type MergeChange } from './merge-changes.js';
import { desiredEntries, type EntryChange, expectedValue } from './merge-entries.js';
import { spliceEntries } from './merge-splice.js';
import { chooseNames } from './merge-target.js';
import type { Owner } from './ownership.js';
import { parseTree } from './parse-tree.js';
import type { KubeconfigTree } from './tree.js';
import { isSameValue, type YamlMapping } from './yaml-value.js';

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

/** A merge worked out in full: nothing is written yet. `text` holds a private key. */
export interface MergePlan {
  readonly context: string;
  readonly changes: readonly MergeChange[];
  /** The file's new text; `existing` itself when nothing changes. */
  readonly text: string;
  readonly currentContext: { readonly before: string | null; readonly after: string | null };
  readonly untouchedContexts: number;
}

/**
 * Works out how a fetched kubeconfig enters a file: renamed, marked as ours, updating in place what is
 * already the same thing, touching no other character. The result is read again and compared with what was
 * planned before it is returned. Throws KubeconfigInvalid (broken file), Conflict (the name the user gave
 * belongs to something else), Refused (a layout that cannot be edited safely), ResponseUnreadable.
 */
export function planMerge(request: MergeRequest): MergePlan {
  const { file, use } = request;
  const issued = readIssued(request.issued);
  const owner = { ...request.owner, uid: request.owner.uid ?? issued.certificate?.uid ?? null };
  const before = request.existing ?? emptyKubeconfig;
  const tree = parseTree(before, file);
  const kubeconfig = toKubeconfig(tree.value, file);
  assertEditable(before, tree, kubeconfig);
  const names = chooseNames(kubeconfig, { ...request, owner });
  const entries = desiredEntries(tree.value, names, { issued, owner });
  const splice = { file, entries, use: use ? names.context : null };
  const currentContext = {
    before: kubeconfig.currentContext,
    after: splice.use ?? kubeconfig.currentContext,
  };
  return {
    context: names.context,
    changes: describeChanges(entries, currentContext),
    text: spliceAndProve(before, tree, splice),
    currentContext,
    untouchedContexts: countOthers(kubeconfig, names.context),
  };
}

const emptyKubeconfig = [
  'apiVersion: v1',
  'clusters: []',
  'contexts: []',
  'current-context: ""',
  'kind: Config',
  'preferences: {}',
  'users: []',
  '',
].join('\n');

function countOthers({ contexts }: Kubeconfig, name: string): number {
  return contexts.filter((each) => each.name !== name).length;
}

interface Splice {
  readonly file: string;
  readonly entries: readonly EntryChange[];
  readonly use: string | null;
}

function spliceAndProve(text: string, tree: KubeconfigTree, splice: Splice): string {
  const spliced = spliceEntries(text, tree, splice);
  if (spliced === text) return text;
  const expected = expectedValue(tree.value, splice.entries, splice.use);
  if (isSameValue(readAgain(spliced, splice.file) ?? undefined, expected)) return spliced;
  throw new AckringError('Refused', `${splice.file} is laid out in a way that cannot be edited safely`, {
    remedy: 'Fetch into a file of its own with `--output FILE`; this one was not changed.',
  });
}

function readAgain(text: string, file: string): YamlMapping | null {
  try {
    return parseTree(text, file).value;
  } catch (error) {
    if (error instanceof AckringError) return null;
    throw error;
  }
}
