import type { EditText } from '../contexts/edit-together.js';
import type { MergePlan } from '../kubeconfig/merge.js';
import type { Verdict } from '../verification/verdict.js';
import { fetchProved, type ProvedFetchPorts } from './fetch-proved.js';
import { mergeInto, ownerFor } from './plan.js';
import type { AcquireChange, AcquireFile, AcquirePlan, AcquireResult, AcquireStep } from './request.js';
import { planSwitch, switchContext, switchElsewhere } from './switch-context.js';

/** The outside world as a fetch needs it. */
export interface AcquirePorts extends ProvedFetchPorts, WritePorts {
  /** Asks the API server as a context of a kubeconfig's text; null is its current one. */
  verify(text: string, context: string | null, signal: AbortSignal | undefined): Promise<Verdict>;
  /** Turns the proven kubeconfig's text into what is written; the exec plug-in's entry is made so. */
  transform?(issued: string, plan: AcquirePlan): Promise<string>;
}

export interface AcquireOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onStep?: ((step: AcquireStep) => void) | undefined;
}

/**
 * Carries out a plan: fetch, prove, write, verify. What is written is worked out anew from the file as it is under
 * its lock, so that nothing another program wrote meanwhile is lost. Once fetched, the write is not interrupted by
 * the signal. Throws IssuedRefused, before anything is written, for an answer that is not what was asked for.
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
  // An exec plug-in's entry holds no certificate: what it will hand to kubectl is what was just fetched.
  const verdict = request.exec
    ? await ports.verify(sound.text, null, signal)
    : await ports.verify(merge.text, merge.context, signal);
  return { ...result, verdict: { ...verdict, context: merge.context } };
}

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

interface FetchedText {
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
