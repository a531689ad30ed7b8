import type { MergePlan } from '../kubeconfig/merge.js';
import { type AcquireFile, mergeInto, ownerFor } from './plan.js';
import type { AcquireChange, AcquirePlan } from './request.js';
import { type EditText, planSwitch, switchContext, switchElsewhere } from './switch.js';

export interface WritePorts {
  readonly namePattern: string;
  /** The files as they are when the answer has come; they may have changed since the plan was made. */
  readFiles(): Promise<readonly AcquireFile[]>;
  /**
   * Writes what `change` makes of a file's text, under its lock. `summary` is for the history; all writes of one
   * fetch are taken back together.
   */
  readonly edit: EditText;
}

export interface FetchedText {
  /** What went through the door, or was made of that. */
  readonly issued: string;
  /** The holder's, where the certificate tells. */
  readonly uid: string | null;
}

/** Puts a fetched kubeconfig where its plan says; nothing is written for stdout. */
export async function writeFetched(
  { request, file, access, kind }: Pick<AcquirePlan, 'request' | 'file' | 'access' | 'kind'>,
  { namePattern, readFiles, edit }: WritePorts,
  { issued, uid }: FetchedText,
): Promise<{ readonly merge: MergePlan; readonly changes: readonly AcquireChange[] }> {
  const files = await readFiles();
  const owner = ownerFor(request, access, uid);
  const merge = (text: string | null) =>
    mergeInto(file === null ? null : { path: file, text }, request, { issued, owner, files, namePattern });
  if (file === null) return { merge: merge(null), changes: merge(null).changes };
  const merged = await edit(file, `${kind} kubeconfig of ${request.cluster.name} (${access})`, merge);
  const currentContext = planSwitch(merged, { file, request, files });
  await switchContext(merged.context, { file, place: currentContext.file, edit });
  return { merge: merged, changes: [...merged.changes, ...switchElsewhere(currentContext, file)] };
}
