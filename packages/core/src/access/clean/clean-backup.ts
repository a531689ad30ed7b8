import type { Ack } from '../../cloud/ack/api.js';
import {
  bindingsOf,
  type RbacListing,
  type RbacReader,
  toManifest,
} from '../../machine/api-server/rbac-reader.js';
import type { Clock } from '../../machine/clock.js';
import { isInstalled } from '../../tokens/authenticator.js';
import type { ReadinessPorts } from '../../tokens/readiness.js';
import type { ClusterRef } from '../../words/cluster.js';
import { AckringError, toAckringError } from '../../words/errors.js';
import { rolesSeen } from '../access-row.js';
import type { LetInPorts } from '../let-in/look.js';
import type { CleanKept, Unsaved } from './clean.js';
import type { CleanStep } from './clean-plan.js';
import { type TokenSight, tokensByCertificateName, tokensOf } from './token-search.js';

export interface CleanBackupOptions {
  readonly api: Pick<Ack, 'listAddOns'>;
  readonly caller: (signal?: AbortSignal) => Promise<{ readonly accountId: string }>;
  readonly reach: LetInPorts['reach'];
  readonly rbac: RbacReader;
  readonly readMappings: ReadinessPorts['readMappings'];
  readonly clock: Clock;
  readonly runId: string;
  /** Stores the text privately and returns its location. */
  readonly write: (name: string, text: string) => Promise<string>;
  readonly signal?: AbortSignal | undefined;
}

const timeoutMs = 10_000;

/**
 * Records what each identity holds before it is removed: ACK's record of its roles, and the cluster's own RBAC
 * bindings, read with a temporary kubeconfig of the caller. If not all can be read, the backup holds those that were
 * and says so, and the clean goes on after a warning: the console's recycle bin restores RBAC for 30 days anyway.
 */
export function cleanBackup(
  options: CleanBackupOptions,
): (steps: readonly CleanStep[], gone: readonly CleanStep[]) => Promise<CleanKept> {
  return async (steps, gone) => {
    const entries = [];
    const unsaved: Unsaved[] = [];
    const tokensLeft: Unsaved[] = [];
    const byCertificateName: Unsaved[] = [];
    const { accountId } = await options.caller(options.signal);
    const insides = new Map<string, Promise<Inside>>();
    const insideOf = ({ row: { cluster } }: CleanStep): Promise<Inside> => {
      const asked = insides.get(cluster.id) ?? lookInside(cluster, options);
      insides.set(cluster.id, asked);
      return asked;
    };
    for (const step of [...steps, ...gone]) {
      const { listing, mappings } = await insideOf(step);
      for (const error of tokensOf(step, { mappings, bindings: listing.bindings }, accountId))
        tokensLeft.push({ step, error });
      for (const error of tokensByCertificateName(step, { mappings }))
        byCertificateName.push({ step, error });
      if (!steps.includes(step)) continue;
      entries.push(describeStep(step, listing));
      if (listing.problem !== null) unsaved.push({ step, error: listing.problem });
    }
    const left = { unsaved, tokensLeft: [...tokensLeft, ...byCertificateName], byCertificateName };
    if (steps.length === 0) return { place: null, ...left };
    const document = { apiVersion: 'ackring.dev/v1', kind: 'AccessBackup', at: options.clock.now(), entries };
    const place = await options.write(
      `clean-${options.runId}.json`,
      `${JSON.stringify(document, null, 2)}\n`,
    );
    return { place, ...left };
  };
}

function describeStep({ row, verdict, reason }: CleanStep, { bindings, problem }: RbacListing) {
  const { identity, cluster, notAfter, roles } = row;
  const own = bindingsOf(bindings, identity.uid).map(toManifest);
  return {
    identity,
    cluster,
    notAfter,
    plan: { verdict, reason },
    roles,
    rolesSeen: rolesSeen(row),
    // Some readable is not the same as none.
    bindings: problem !== null && own.length === 0 ? null : own,
    bindingsUnreadable: problem?.code ?? null,
    why: problem?.message ?? null,
  };
}

/** What an API server tells an administrator. */
interface Inside extends Pick<TokenSight, 'mappings'> {
  readonly listing: RbacListing;
}

async function lookInside(ref: ClusterRef, options: CleanBackupOptions): Promise<Inside> {
  const { signal, rbac } = options;
  const reached = await options.reach(ref, signal).catch(orCancelled);
  if (reached instanceof AckringError)
    return { listing: unread(reached), mappings: await unlisted(ref, reached, options) };
  const { target } = reached;
  const listing = await rbac.listBindings(target, { timeoutMs, signal });
  // A server that is gone is not asked again.
  const isGone = listing.problem?.code === 'Unreachable';
  const mappings = isGone ? listing.problem : await options.readMappings(target, signal).catch(orCancelled);
  if (mappings instanceof AckringError) return { listing, mappings: await unlisted(ref, mappings, options) };
  return { listing, mappings: { kind: 'known', value: mappings ?? [] } };
}

/** Without the add-on nobody's tokens are taken, whatever the mappings say. */
async function unlisted(
  ref: ClusterRef,
  error: AckringError,
  { api, signal }: CleanBackupOptions,
): Promise<TokenSight['mappings']> {
  const addOns = await api.listAddOns(ref, signal).catch(orCancelled);
  const isMissing = !(addOns instanceof AckringError) && !isInstalled(addOns);
  return isMissing ? { kind: 'known', value: [] } : { kind: 'unknown', error };
}

function orCancelled(thrown: unknown): AckringError {
  const error = toAckringError(thrown);
  if (error.code === 'Cancelled') throw error;
  return error;
}

function unread(problem: AckringError): RbacListing {
  return { bindings: [], problem };
}
