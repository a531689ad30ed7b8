import { type EntryRecipients, tokenKubeconfig } from '../fetch/plug-in-entry.js';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import { replaceWithPlugin } from '../kubeconfig/entry-edits.js';
import type { Placement } from '../kubeconfig/placement.js';
import { resolveContexts } from '../kubeconfig/resolve.js';
import { editPlaced } from '../machine/kubeconfig-file/edit-placed.js';
import type { KubeconfigFiles } from '../machine/kubeconfig-file/kubeconfig-file.js';
import { isTemporary } from '../words/certificate.js';
import type { ClusterRef } from '../words/cluster.js';
import { AckringError } from '../words/errors.js';
import { say } from '../words/say.js';
import type { ProgramStart } from '../words/target.js';

/**
 * One local context that holds a certificate of the identity. `switch`: it gets an exec entry in its place. `handOver`:
 * it is somebody else's, whose key is needed to sign the token. `shared`: other contexts, of other clusters, use the
 * same user entry. `elsewhere`: it is not led to the cluster, or not safely.
 */
export interface MigratedContext {
  readonly file: string;
  readonly context: string;
  readonly user: string;
  /** Where kubectl takes the user from. */
  readonly userFile: string;
  readonly change: 'switch' | 'handOver' | 'shared' | 'elsewhere';
  /** Of the certificate to be replaced; null for one in a file of its own, and for a plug-in. */
  readonly serial: string | null;
  /** Of the same; lower-case hex. */
  readonly sha256: string | null;
}

export interface ContextsToMigrate {
  readonly entries: readonly ContextEntry[];
  /** What the gate says of a context: null lets a token of the cluster in. */
  readonly refusalOf: (context: string) => AckringError | null;
  readonly clusterId: string;
  readonly uid: string;
  readonly isSelf: boolean;
}

/** Temporary certificates end by themselves; tokens are there already. */
export function contextsToMigrate({
  entries,
  refusalOf,
  clusterId,
  uid,
  isSelf,
}: ContextsToMigrate): readonly MigratedContext[] {
  return entries.flatMap((entry): MigratedContext[] => {
    const { file, context, user, userFile, server, credential, ack } = entry;
    if (ack?.clusterId !== clusterId || user === null || userFile === null) return [];
    const isCertificate =
      credential.kind === 'certificate' && !isTemporary(credential) && credential.uid === uid;
    const isPlugin =
      credential.kind === 'exec' && credential.issues === 'certificate' && ack.identity === uid;
    if (!isCertificate && !isPlugin) return [];
    // kubectl joins entries of several files by their names; a context may owe its cluster to the user entry alone.
    const isShared = entries.some(
      (other) =>
        other.user === user &&
        other.userFile === userFile &&
        (other.ack?.clusterId !== clusterId || other.server !== server),
    );
    const change = !isSelf
      ? 'handOver'
      : isShared
        ? 'shared'
        : refusalOf(context) === null
          ? 'switch'
          : 'elsewhere';
    return [
      {
        file,
        context,
        user,
        userFile,
        change,
        serial: isCertificate ? credential.serial : null,
        sha256: isCertificate ? credential.sha256 : null,
      },
    ];
  });
}

export interface SwitchOrder {
  readonly cluster: ClusterRef & { readonly name: string };
  /** Where they are written, by the cloud's word. */
  readonly placement: Placement;
  /** To whom the tokens may go. */
  readonly recipients: EntryRecipients;
  readonly task: string;
}

export interface SwitchPorts {
  readonly files: Pick<KubeconfigFiles, 'readAll' | 'edit' | 'paths'>;
  /** How programs without a shell's PATH start this program. */
  readonly program: ProgramStart;
  readonly profile: string | null;
}

/**
 * Puts an exec entry in the place of each certificate, through the gate: a token is sent to whoever the context dials.
 * Names, namespaces and everything else stay. One `task`: undone together. Repeatable. Returns the contexts that the gate
 * leaves alone, with its word, since the plan did not know the authority, and those that could not be written: a
 * certificate that was replaced since the plan, a file that cannot be edited.
 */
export async function switchContexts(
  contexts: readonly MigratedContext[],
  { cluster, placement, recipients, task }: SwitchOrder,
  { files, program, profile }: SwitchPorts,
): Promise<ReadonlyMap<string, AckringError>> {
  const issued = tokenKubeconfig(cluster, recipients, { program, profile });
  const summary = say('token in the place of the certificate for {cluster}', { cluster: cluster.name });
  const toSwitch = contexts.filter(({ change }) => change === 'switch');
  const { kubeconfigs } = await files.readAll(files.paths);
  const left = new Map<string, AckringError>();
  const { contexts: resolved } = resolveContexts(kubeconfigs);
  const done = new Set<string>();
  for (const { context, user, userFile, serial } of toSwitch) {
    const entry = `${userFile}\0${user}`;
    if (done.has(entry)) continue;
    // One in a file of its own shows no serial in the text that is edited.
    const isInline = resolved.get(context)?.user?.entry.clientCertificate?.kind === 'inline';
    const expected = isInline ? serial : null;
    const refusal = await editPlaced(
      files,
      { context, among: files.paths, placement },
      (existing, { entry: { name }, kubeconfig: { file } }) =>
        replaceWithPlugin({ existing, file, user: name, serial: expected, issued, program }),
      { summary, task },
    ).then(() => null, refusalOrThrow);
    if (refusal === null) done.add(entry);
    else left.set(context, refusal);
  }
  return left;
}

/** One that cannot be written stops no other. */
function refusalOrThrow(thrown: unknown): AckringError {
  if (thrown instanceof AckringError) return thrown;
  throw thrown;
}
