import { type Kubeconfig, toKubeconfig } from './kubeconfig.js';
import { parseTree } from './parse-tree.js';
import { assertStructure } from './structure.js';

/**
 * Reads a kubeconfig's text. Names repeated in one list are all kept (kubectl refuses such a file): listing
 * tells, merging refuses. Throws KubeconfigInvalid with line and column, or with what kubectl would refuse.
 */
export function readKubeconfig(text: string, { file }: { readonly file: string }): Kubeconfig {
  const { value } = parseTree(text, file);
  assertStructure(value, file);
  return toKubeconfig(value, file);
}
