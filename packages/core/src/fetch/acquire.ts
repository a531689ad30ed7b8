import type { MergePlan } from '../kubeconfig/merge.js';
import { throwIfCancelled } from '../machine/retry.js';
import type { Verdict } from '../verification/verdict.js';
import { whereWritten } from '../verification/verify.js';
import type { Verifying } from '../verification/verifying.js';
import { temporaryMinutes } from '../words/certificate.js';
import { AckringError } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
import type { ProgramStart } from '../words/target.js';
import { fetchProved, type ProvedFetch, type ProvedFetchPorts } from './fetch-proved.js';
import type { SoundKubeconfig } from './issued-proof.js';
import { mergeInto, ownerFor, type PlanSurroundings } from './plan.js';
import { withUser } from './plug-in-entry.js';
import type { AcquireChange, AcquireFile, AcquirePlan, AcquireResult, AcquireStep } from './request.js';
import { type EditText, planSwitch, switchContext, switchElsewhere } from './switch-context.js';

/** What a fetch needs from outside. */
export interface AcquirePorts extends ProvedFetchPorts, WritePorts {
  /** Calls the API server as a context of a kubeconfig's text; null is its current one. See `Verifying`. */
  readonly verify: Verifying['verifyIssued'];
  /** Turns the verified kubeconfig's text into what is written, as for an exec plug-in's entry. */
  transform?(issued: string, plan: AcquirePlan): Promise<string>;
  /** A RAM token as the plug-in will provide it. */
  mintToken(clusterId: string): Promise<{ readonly text: string }>;
}

export interface AcquireOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onStep?: ((step: AcquireStep) => void) | undefined;
  /** Of several, which an undo takes back together. */
  readonly task?: string;
}

/**
 * Carries out a plan: fetch, prove, write, verify. The merge is recomputed from the file under its lock, so that
 * concurrent writes by other programs are kept. A token is tried first: if the API server refuses it, nothing is written
 * (VerificationFailed). Throws IssuedRefused, before anything is written, for an answer that is not what was requested.
 * Cancelled means the same: the write ignores the signal, and what is stopped after it has a verdict that says so.
 */
export async function acquire(
  plan: AcquirePlan,
  ports: AcquirePorts,
  { signal, onStep }: AcquireOptions = {},
): Promise<AcquireResult> {
  const { request } = plan;
  onStep?.('fetch');
  let account = ports.signer?.account;
  const caller: AcquirePorts['caller'] = async (limit) => {
    const who = await ports.caller(limit);
    account = who?.accountId ?? account;
    return who;
  };
  const sound = await fetchProved(fetchOf(plan), { ...ports, caller }, signal);
  const { uid, notAfter } = sound.certificate;
  const issued = (await ports.transform?.(sound.text, plan)) ?? sound.text;
  const isToken = request.plugIn === 'token';
  if (isToken && request.verify) onStep?.('verify');
  const tried = isToken && request.verify ? await tryToken(plan, sound, ports, signal) : null;
  throwIfCancelled(signal);
  onStep?.('write');
  const { merge, changes } = await writeFetched(plan, ports, { issued, uid, account });
  const result = {
    plan,
    context: merge.context,
    file: plan.file,
    notAfter: isToken ? null : notAfter,
    uid,
    changes,
    unproven: sound.unproven,
    text: plan.file === null ? merge.text : null,
  };
  if (!request.verify) return { ...result, verdict: null };
  const { context } = merge;
  // What is printed may be for another machine, on which its plug-in is.
  const isRunHere = request.plugIn !== undefined && plan.file !== null;
  // Its name may be another by now: the file was read again.
  if (tried !== null && !isRunHere) return { ...result, verdict: { ...tried, context } };
  onStep?.('verify');
  const shown = isRunHere ? issued : sound.text;
  const text = request.plugIn ? alone(plan, ports, { issued: shown, uid, context }) : merge.text;
  const asking = ports.verify(text, {
    context,
    trust: isRunHere ? 'made' : 'issued',
    file: plan.file,
    cluster: request.cluster,
    signal,
  });
  if (plan.file === null) return { ...result, verdict: await asking };
  const isApart = request.destination.kind !== 'stdout' && request.destination.file !== null;
  return { ...result, verdict: await whereWritten(asking, { context, file: plan.file, isApart }) };
}

/** For a token only the server and its authority are kept: the shortest life will do. */
function fetchOf({ request, access }: AcquirePlan): ProvedFetch {
  const { cluster, plugIn } = request;
  const durationMinutes = plugIn === 'token' ? temporaryMinutes.min : request.durationMinutes;
  return { cluster, access, durationMinutes, endpoints: cluster.endpoints };
}

/** The API server's answer to a token, by an entry that is written nowhere. */
async function tryToken(
  plan: AcquirePlan,
  sound: SoundKubeconfig,
  ports: AcquirePorts,
  signal: AbortSignal | undefined,
): Promise<Verdict> {
  const { context } = plan;
  const { text: token } = await ports.mintToken(plan.request.cluster.id);
  const issued = withUser(sound.text, { token });
  const text = alone(plan, ports, { issued, uid: sound.certificate.uid, context });
  const verdict = await ports.verify(text, { context, cluster: plan.request.cluster, signal });
  if (verdict.evidence !== 'unknownIssuer') return verdict;
  const { detail, remedy } = verdict.said ?? { detail: say('it does not accept the token'), remedy: null };
  throw new AckringError('VerificationFailed', say('nothing was written: {detail}', { detail }), {
    remedy: remedy ?? say('Take a certificate instead: leave out `--token`.'),
  });
}

/** A kubeconfig with nothing but this, under the name that it has in the file: a remedy tells people to use it. */
function alone(
  { request, access }: AcquirePlan,
  { namePattern, program }: WritePorts,
  { issued, uid, context }: FetchedText & { readonly context: string },
): string {
  const parts = { issued, owner: ownerFor(request, access, { uid }), files: [], namePattern, program };
  return mergeInto(null, { ...request, contextName: context }, parts).text;
}

export interface WritePorts extends Pick<PlanSurroundings, 'namePattern' | 'signer'> {
  /** How the exec plug-in's entry starts this program. */
  readonly program?: ProgramStart;
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
  readonly account?: string | undefined;
}

/** Puts a fetched kubeconfig where its plan says; for stdout nothing is written. */
export async function writeFetched(
  { request, file, access, kind }: Pick<AcquirePlan, 'request' | 'file' | 'access' | 'kind'>,
  { namePattern, signer, program, readFiles, edit }: WritePorts,
  { issued, ...holder }: FetchedText,
): Promise<{ readonly merge: MergePlan; readonly changes: readonly AcquireChange[] }> {
  const files = await readFiles();
  const owner = ownerFor(request, access, holder);
  const merge = (text: string | null) =>
    mergeInto(file === null ? null : { path: file, text }, request, {
      issued,
      owner,
      files,
      namePattern,
      signer,
      program,
    });
  if (file === null) return { merge: merge(null), changes: merge(null).changes };
  const merged = await edit(file, writtenAs({ kind, request, access }), merge);
  const currentContext = planSwitch(merged, { file, request, files });
  await switchContext(merged.context, { file, place: currentContext.file, edit });
  return { merge: merged, changes: [...merged.changes, ...switchElsewhere(currentContext, file)] };
}

function writtenAs({ kind, request, access }: Pick<AcquirePlan, 'kind' | 'request' | 'access'>): Sentence {
  const facts = {
    cluster: request.cluster.name,
    access: access === 'public' ? say('public') : say('private'),
  };
  switch (kind) {
    case 'temporary':
      return say('temporary kubeconfig of {cluster} ({access})', facts);
    case 'long-term':
      return say('long-term kubeconfig of {cluster} ({access})', facts);
    case 'token':
      return say('token kubeconfig of {cluster} ({access})', facts);
  }
}
