import type { EditText } from '../contexts/edit-together.js';
import type { MergePlan } from '../kubeconfig/merge.js';
import type { Verdict } from '../verification/verdict.js';
import { fetchProved, type ProvedFetchPorts } from './fetch-proved.js';
import { mergeInto, ownerFor } from './plan.js';
import type { AcquireChange, AcquireFile, AcquirePlan, AcquireResult, AcquireStep } from './request.js';
import { planSwitch, switchContext, switchElsewhere } from './switch-context.js';

/** What a fetch needs from outside. */
export interface AcquirePorts extends ProvedFetchPorts, WritePorts {
  /** Calls the API server as a context of a kubeconfig's text; null is its current one. */
  verify(text: string, context: string | null, signal: AbortSignal | undefined): Promise<Verdict>;
  /** Turns the verified kubeconfig's text into what is written, as for an exec plug-in's entry. */
  transform?(issued: string, plan: AcquirePlan): Promise<string>;
}

export interface AcquireOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onStep?: ((step: AcquireStep) => void) | undefined;
}

/**
 * Carries out a plan: fetch, prove, write, verify. The merge is recomputed from the file under its lock, so that
 * concurrent writes by other programs are kept. Once fetched, the write ignores the signal. Throws IssuedRefused,
 * before anything is written, for an answer that is not what was requested.
 */
export async function acquire(
  plan: AcquirePlan,
  ports: AcquirePorts,
  { signal, onStep }: AcquireOptions = {},
): Promise<AcquireResult> {
  const { request, access } = plan;
  onStep?.('fetch');
  const { cluster, durationMinutes } = request;
  const asked = { cluster, access, durationMinutes, endpoints: cluster.endpoints };
  const sound = await fetchProved(asked, ports, signal);
  const { uid, notAfter } = sound.certificate;
  const issued = (await ports.transform?.(sound.text, plan)) ?? sound.text;
  onStep?.('write');
  const { merge, changes } = await writeFetched(plan, ports, { issued, uid });
  const result = {
    plan,
    context: merge.context,
    file: plan.file,
    notAfter,
    uid,
    changes,
    unproven: sound.unproven,
    text: plan.file === null ? merge.text : null,
  };
  if (!request.verify) return { ...result, verdict: null };
  onStep?.('verify');
  // An exec plug-in's entry holds no certificate: it will give kubectl what was just fetched.
  const verdict = request.exec
    ? await ports.verify(sound.text, null, signal)
    : await ports.verify(merge.text, merge.context, signal);
  return { ...result, verdict: { ...verdict, context: merge.context } };
}

export interface WritePorts {
  readonly namePattern: string;
  /** The files as they are when the answer arrives; they may have changed since the plan. */
  readFiles(): Promise<readonly AcquireFile[]>;
  /**
   * Writes the result of `change` on a file's text, under its lock. `summary` is for the history; all writes of one
   * fetch are undone together.
   */
  readonly edit: EditText;
}

interface FetchedText {
  /** What passed the door, or was made from it. */
  readonly issued: string;
  /** The holder's, if the certificate names it. */
  readonly uid: string | null;
}

/** Puts a fetched kubeconfig where its plan says; for stdout nothing is written. */
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
