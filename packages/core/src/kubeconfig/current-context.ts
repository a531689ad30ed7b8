import { assertEditable } from './editable.js';
import { type Kubeconfig, toKubeconfig } from './kubeconfig.js';
import { emptyKubeconfig } from './merge.js';
import { parseTree } from './parse-tree.js';
import { type KubeconfigMember, memberForNewEntries } from './paths.js';
import { spliceAndProve } from './splice-proof.js';

/** A file of KUBECONFIG with what it holds; null where it is absent or broken. */
export interface CurrentContextMember extends KubeconfigMember {
  readonly kubeconfig: Pick<Kubeconfig, 'currentContext'> | null;
}

/**
 * The file in which current-context is to be set: the first that names one, since kubectl goes by it. Where none
 * does, or that one cannot be written, kubectl's own choice (`kubectl config use-context`, client-go's
 * `GetDefaultFilename`): the first that exists, which comes before the one that decides.
 */
export function memberForCurrentContext(members: readonly CurrentContextMember[]): string | null {
  const deciding = members.findIndex(({ kubeconfig }) => (kubeconfig?.currentContext ?? null) !== null);
  const member = members[deciding];
  if (member === undefined) return memberForNewEntries(members);
  return member.isWritable ? member.path : memberForNewEntries(members.slice(0, deciding + 1));
}

/** The text of a kubeconfig with another current context, every other character as it was. Throws as `planMerge`. */
export function withCurrentContext(existing: string | null, file: string, context: string): string {
  const before = existing ?? emptyKubeconfig;
  const tree = parseTree(before, file);
  assertEditable(before, tree, toKubeconfig(tree.value, file));
  return spliceAndProve(before, tree, { file, entries: [], use: context });
}
