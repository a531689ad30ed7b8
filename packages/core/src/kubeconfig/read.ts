import { AckringError } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
import { shell } from '../words/shell-word.js';
import { type Kubeconfig, toKubeconfig } from './kubeconfig.js';
import { entryText, repeatedEntries } from './resolve.js';
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

/** What helps where a file that was named holds nothing: it is another's, into which nothing is fetched. */
export function lookInto(file: string): Sentence {
  return say('Look at what it holds: `{command}`.', {
    command: shell`kubectl config view --kubeconfig ${file}`,
  });
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
  const refusal = repeatRefusal(kubeconfig);
  if (refusal !== null) throw refusal;
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

/** Why kubectl refuses a file whose structure is right: names that are in it twice. Null for none. */
export function repeatRefusal(kubeconfig: Kubeconfig): AckringError | null {
  const { file } = kubeconfig;
  const entries = repeatedEntries(kubeconfig);
  return entries.length === 0
    ? null
    : invalid(
        file,
        say('{file} has {entries} twice, which kubectl refuses', { file, entries: entries.map(entryText) }),
      );
}

function invalid(file: string, message: Sentence): AckringError {
  return new AckringError('KubeconfigInvalid', message, { remedy: repairFile(file) });
}
