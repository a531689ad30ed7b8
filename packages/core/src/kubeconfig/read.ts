import { AckringError } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
import { type Kubeconfig, toKubeconfig } from './kubeconfig.js';
import { assertStructure, repairFile } from './structure.js';
import type { KubeconfigTree } from './tree.js';
import { parseTree } from './yaml-tree.js';

/**
 * Parses a kubeconfig's text. Duplicate names in one list are all kept (kubectl refuses such a file): listing reports
 * them, merging refuses. Throws KubeconfigInvalid with line and column, or with kubectl's objection.
 */
export function readKubeconfig(text: string, { file }: { readonly file: string }): Kubeconfig {
  const { value } = parseTree(text, file);
  assertStructure(value, file);
  return toKubeconfig(value, file);
}

/** What a text reads as that is going to be edited. Throws KubeconfigInvalid, and Refused: see `assertEditable`. */
export function readEditable(
  text: string,
  file: string,
): { readonly tree: KubeconfigTree; readonly kubeconfig: Kubeconfig } {
  const tree = parseTree(text, file);
  const kubeconfig = toKubeconfig(tree.value, file);
  assertEditable(tree, kubeconfig);
  return { tree, kubeconfig };
}

/**
 * Throws for a file that can be listed but must not be written: KubeconfigInvalid if kubectl itself refuses it (wrong
 * structure, duplicate names), Refused if its layout is too unusual.
 */
function assertEditable(tree: KubeconfigTree, kubeconfig: Kubeconfig): void {
  const { file } = kubeconfig;
  if (editable.has(tree)) return;
  assertStructure(tree.value, file);
  const repeated = repeatedName(kubeconfig);
  if (repeated !== null)
    throw invalid(say('{file}: {entry} is in it twice, which kubectl refuses', { file, entry: repeated }));
  if (tree.obstacle === null) {
    editable.add(tree);
    return;
  }
  throw new AckringError(
    'Refused',
    say('{file} cannot be edited safely: {obstacle}', { file, obstacle: tree.obstacle }),
    {
      remedy: say('Fetch into a separate file with `--output FILE`; this one was not changed.'),
    },
  );
}

/** Those that passed: under the lock it is mostly the one of the plan. */
const editable = new WeakSet<KubeconfigTree>();

/** A name that a list of the file has twice, which kubectl refuses; null for none. */
export function repeatedName({ clusters, contexts, users }: Kubeconfig): string | null {
  const lists = { cluster: clusters, context: contexts, user: users };
  for (const [noun, list] of Object.entries(lists)) {
    const names = new Set<string>();
    for (const { name } of list) {
      if (names.has(name)) return `${noun} "${name}"`;
      names.add(name);
    }
  }
  return null;
}

function invalid(message: Sentence): AckringError {
  return new AckringError('KubeconfigInvalid', message, { remedy: repairFile });
}
