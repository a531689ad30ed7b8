import { type Kubeconfig, toKubeconfig } from './kubeconfig.js';
import { parseTree } from './parse-tree.js';

/**
 * Reads a kubeconfig's text. Names repeated in one list are all kept (kubectl refuses such a file): listing
 * tells, merging refuses. Throws KubeconfigInvalid with line and column.
 */
export function readKubeconfig(text: string, { file }: { readonly file: string }): Kubeconfig {
  return toKubeconfig(parseTree(text, file).value, file);
}
