import type { Verdict } from '../verification/verdict.js';
import { fetchProved, type ProvedFetchPorts } from './fetch-proved.js';
import type { AcquirePlan, AcquireResult, AcquireStep } from './request.js';
import { type WritePorts, writeFetched } from './write-fetched.js';

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
