import { randomUUID } from 'node:crypto';
import type { Ack } from '../cloud/ack/api.js';
import type { FileProblem } from '../contexts/local-contexts.js';
import type { Fleet } from '../fleet/fleet.js';
import { listContexts } from '../kubeconfig/contexts.js';
import { replaceCredential } from '../kubeconfig/entry-edits.js';
import { type PlacedUser, requirePlace } from '../kubeconfig/placement.js';
import { notThere } from '../machine/files/error.js';
import { isThere } from '../machine/files/facts.js';
import { editPlaced } from '../machine/kubeconfig-file/edit-placed.js';
import { placesOf } from '../machine/kubeconfig-file/folder.js';
import type { KubeconfigFiles } from '../machine/kubeconfig-file/kubeconfig-file.js';
import type { Verdict } from '../verification/verdict.js';
import { onlyVerdict, whereWritten } from '../verification/verify.js';
import type { Verifying } from '../verification/verifying.js';
import { resolveAccess } from '../words/endpoints.js';
import type { RefuseWhenReadOnly } from '../words/errors.js';
import { say } from '../words/say.js';
import { fetchProved, type ProofPorts } from './fetch-proved.js';
import { endpointMissing } from './plan.js';
import {
  type DueRenewal,
  type IssuedRenewal,
  planRenewalsApart,
  type RenewalDecision,
  type RenewalOutcome,
  renewContexts,
} from './renewal-plan.js';

/** Renewing local long-term contexts. */
export interface Renewing {
  /**
   * The decisions on local contexts (null: all), in KUBECONFIG or in given files, and each kubeconfig of given folders
   * by itself. Throws ContextNotFound.
   */
  planRenewals(options: { files?: readonly string[]; contexts: readonly string[] | null }): Promise<{
    readonly decisions: readonly RenewalDecision[];
    /** Unreadable files: the others are renewed anyway. */
    readonly problems: readonly FileProblem[];
  }>;
  /** Renews what is due, one after another: fetch, prove newer, replace in place, verify. */
  /** As one task, a new one unless it is given: an undo takes all of it back. */
  renew(
    dues: readonly DueRenewal[],
    options?: { signal?: AbortSignal; task?: string },
  ): AsyncGenerator<RenewalOutcome>;
}

export interface RenewingPorts {
  readonly ack: () => Promise<Pick<Ack, 'fetchKubeconfig'>>;
  readonly files: KubeconfigFiles;
  readonly now: () => Date;
  readonly verify: Verifying['verify'];
  readonly findCluster: Fleet['findCluster'];
  readonly proofs: ProofPorts;
  readonly refuseWhenReadOnly: RefuseWhenReadOnly;
  /** Empties the exec plug-in's cache of a cluster. */
  readonly forgetCluster: (clusterId: string) => Promise<void>;
}

export function createRenewing(ports: RenewingPorts): Renewing {
  return {
    planRenewals: async ({ files, contexts }) => {
      const { named, inFolders } =
        files === undefined ? { named: undefined, inFolders: [] } : await placesOf(files);
      const joined = await ports.files.readAll(named);
      const apart = await ports.files.readAll(inFolders);
      const missing = await Promise.all(
        (named ?? []).map(async (file) => ((await isThere(file)) ? [] : [{ file, error: notThere(file) }])),
      );
      const problems = [...joined.problems, ...apart.problems, ...missing.flat()];
      const [problem] = problems;
      if (problem !== undefined && joined.kubeconfigs.length + apart.kubeconfigs.length === 0)
        throw problem.error;
      // kubectl merges the files that it is given, but not those in a folder.
      const groups = [joined.kubeconfigs, ...apart.kubeconfigs.map((each) => [each])];
      return { decisions: planRenewalsApart(groups, { now: ports.now(), contexts }), problems };
    },
    renew: (dues, { signal, task = randomUUID() } = {}) => renew(dues, ports, { signal, task }),
  };
}

async function* renew(
  dues: readonly DueRenewal[],
  ports: RenewingPorts,
  { signal, task }: { readonly signal: AbortSignal | undefined; readonly task: string },
): AsyncGenerator<RenewalOutcome> {
  await ports.refuseWhenReadOnly(say('renew a context'));
  const outcomes = renewContexts(
    dues,
    {
      fetch: (due) => fetchLongTerm(due, ports, signal),
      place: (due, issued) => placeRenewed(due, issued, { ...ports, task }),
      verify: (due) => verifyOne(due, ports, signal),
    },
    signal,
  );
  for await (const outcome of outcomes) {
    // A cache that cannot be emptied expires within days, and the renewal is done.
    if (outcome.kind === 'renewed') {
      await ports.forgetCluster(outcome.due.source.clusterId).catch(() => undefined);
    }
    yield outcome;
  }
}

async function fetchLongTerm(
  { source: { clusterId, access }, entry: { context }, among }: DueRenewal,
  { ack, files, findCluster, proofs, now }: RenewingPorts,
  signal: AbortSignal | undefined,
): Promise<IssuedRenewal> {
  const cluster = await findCluster(clusterId, { signal });
  const { endpoints } = cluster;
  // The certificate is the same for every endpoint, and the context keeps its server.
  const resolved = resolveAccess(endpoints, access) ?? resolveAccess(endpoints, 'auto');
  if (resolved === null) throw endpointMissing(cluster, access);
  // Before anything is issued: what cannot be placed is not fetched.
  const { kubeconfigs } = await files.readAll(among);
  requirePlace(kubeconfigs, context, { cluster, authority: null });
  const request = { cluster, endpoints, access: resolved, durationMinutes: null };
  const sound = await fetchProved(request, { ack: await ack(), clock: { now }, ...proofs }, signal);
  return { ...sound, placement: { cluster, authority: sound.certificateAuthority } };
}

function placeRenewed(
  { entry: { context }, among, user, certificate }: DueRenewal,
  { text: issued, placement }: IssuedRenewal,
  { files, task }: Pick<RenewingPorts, 'files'> & { readonly task: string },
): Promise<void> {
  const serial = user.isInline ? certificate.serial : null;
  const change = (existing: string, { entry, kubeconfig: { file } }: PlacedUser): string =>
    replaceCredential({ existing, file, user: entry.name, serial, issued });
  const summary = say('renewed {context}', { context });
  return editPlaced(files, { context, among, placement }, change, { summary, task });
}

async function verifyOne(
  { entry, among }: DueRenewal,
  { verify, files, now }: RenewingPorts,
  signal: AbortSignal | undefined,
): Promise<Verdict> {
  const { file, context } = entry;
  const { kubeconfigs } = await files.readAll(among);
  // The new certificate may name its holder otherwise than the old one did, which a revoke does.
  const renewed = listContexts(kubeconfigs, now()).find(
    (each) => each.file === file && each.context === context,
  );
  const asking = onlyVerdict(verify([renewed ?? entry], { among, signal }));
  return whereWritten(asking, { context, file, isApart: !files.paths.includes(file) });
}
