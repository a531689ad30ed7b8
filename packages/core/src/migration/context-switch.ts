import { type EntryRecipients, tokenKubeconfig } from '../fetch/plug-in-entry.js';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import { replaceWithPlugin } from '../kubeconfig/entry-edits.js';
import type { EditOptions, KubeconfigFiles } from '../machine/kubeconfig-file/kubeconfig-file.js';
import { isTemporary } from '../words/certificate.js';
import type { ClusterRef } from '../words/cluster.js';
import { say } from '../words/say.js';
import type { ProgramStart } from '../words/target.js';

/**
 * One local context that holds a certificate of the identity. `switch`: it gets an exec entry in its place. `handOver`:
 * it is somebody else's, whose key is needed to sign the token. `shared`: other contexts, of other clusters, use the
 * same user entry.
 */
export interface MigratedContext {
  readonly file: string;
  readonly context: string;
  readonly user: string;
  readonly change: 'switch' | 'handOver' | 'shared';
  /** Of the certificate to be replaced; null for one in a file of its own, and for a plug-in. */
  readonly serial: string | null;
  /** Of the same; lower-case hex. */
  readonly sha256: string | null;
}

/** Temporary certificates end by themselves; tokens are there already. */
export function contextsToMigrate(
  entries: readonly ContextEntry[],
  { clusterId, uid, isSelf }: { readonly clusterId: string; readonly uid: string; readonly isSelf: boolean },
): readonly MigratedContext[] {
  return entries.flatMap((entry): MigratedContext[] => {
    const { file, context, user, server, credential, ack } = entry;
    if (ack?.clusterId !== clusterId || user === null) return [];
    const isCertificate =
      credential.kind === 'certificate' && !isTemporary(credential) && credential.uid === uid;
    const isPlugin =
      credential.kind === 'exec' && credential.issues === 'certificate' && ack.identity === uid;
    if (!isCertificate && !isPlugin) return [];
    // kubectl joins entries of several files by their names; a context may owe its cluster to the user entry alone.
    const isShared = entries.some(
      (other) => other.user === user && (other.ack?.clusterId !== clusterId || other.server !== server),
    );
    const change = !isSelf ? 'handOver' : isShared ? 'shared' : 'switch';
    return [
      {
        file,
        context,
        user,
        change,
        serial: isCertificate ? credential.serial : null,
        sha256: isCertificate ? credential.sha256 : null,
      },
    ];
  });
}

export interface SwitchOrder {
  readonly cluster: ClusterRef & { readonly name: string };
  /** To whom the tokens may go. */
  readonly recipients: EntryRecipients;
  readonly task: string;
}

export interface SwitchPorts {
  readonly files: Pick<KubeconfigFiles, 'edit'>;
  /** How programs without a shell's PATH start this program. */
  readonly program: ProgramStart;
  readonly profile: string | null;
}

/**
 * Puts an exec entry in the place of each certificate; names, namespaces and everything else stay. One `task`: undone
 * together. Repeatable. Throws Conflict for a certificate that was replaced since the plan, and errors of the write.
 */
export async function switchContexts(
  contexts: readonly MigratedContext[],
  { cluster, recipients, task }: SwitchOrder,
  { files, program, profile }: SwitchPorts,
): Promise<void> {
  const issued = tokenKubeconfig(cluster, recipients, { program, profile });
  const chosen = contexts.filter(({ change }) => change === 'switch');
  for (const [file, some] of Map.groupBy(chosen, (each) => each.file)) {
    const users = new Map(some.map(({ user, serial }) => [user, serial]));
    const options: EditOptions = {
      summary: say('token in the place of the certificate for {cluster}', { cluster: cluster.name }),
      task,
    };
    const change = (text: string | null): string =>
      [...users].reduce(
        (before, [user, serial]) =>
          replaceWithPlugin({ existing: before, file, user, serial, issued, program }),
        text ?? '',
      );
    await files.edit(file, change, options);
  }
}
