import { AckringError } from '../words/errors.js';
import { type Kubeconfig, toKubeconfig } from './kubeconfig.js';
import { type EntryChange, expectedValue } from './merge-entries.js';
import { assertEditable } from './read.js';
import { spliceEntries } from './splice.js';
import { parseTree } from './yaml-tree.js';
import {
  isSameValue,
  listOf,
  mappingOf,
  textOf,
  typedScalar,
  type YamlMapping,
  type YamlValue,
} from './yaml-value.js';

/**
 * The file's text with the server's certificate no longer checked for one context: the vendor's last resort for
 * a dedicated cluster whose certificate does not name the address dialled. A cluster entry that other contexts
 * share is left to them, and the context gets a copy of its own. Throws ContextNotFound, KubeconfigInvalid,
 * Refused; the inventory warns of such a context wherever it is shown.
 */
export function skipVerification(
  text: string,
  { file, context }: { readonly file: string; readonly context: string },
): string {
  const tree = parseTree(text, file);
  const kubeconfig = toKubeconfig(tree.value, file);
  assertEditable(text, tree, kubeconfig);
  const entries = changesFor(tree.value, kubeconfig, context);
  const after = spliceEntries(text, tree, { entries, use: null });
  if (isSameValue(parseTree(after, file).value, expectedValue(tree.value, entries, null))) return after;
  throw new AckringError('Refused', `${file} is laid out in a way that cannot be edited safely`, {
    remedy: 'Change the context in an editor; this file was not changed.',
  });
}

function changesFor(value: YamlMapping, kubeconfig: Kubeconfig, context: string): EntryChange[] {
  const from = itemNamed(value['contexts'], context);
  const clusterName = kubeconfig.contexts.find(({ name }) => name === context)?.cluster ?? '';
  const cluster = itemNamed(value['clusters'], clusterName);
  if (from === null || cluster === null) throw notFound(kubeconfig.file, context);
  const unchecked = withoutCheck(mappingOf(cluster['cluster']));
  const isShared = kubeconfig.contexts.some((each) => each.name !== context && each.cluster === clusterName);
  if (!isShared) {
    return [
      { section: 'clusters', name: clusterName, from: cluster, to: { ...cluster, cluster: unchecked } },
    ];
  }
  const name = freeName(kubeconfig, `${clusterName}-unverified`);
  return [
    { section: 'clusters', name, from: null, to: { cluster: unchecked, name } },
    {
      section: 'contexts',
      name: context,
      from,
      to: { ...from, context: { ...mappingOf(from['context']), cluster: name } },
    },
  ];
}

/** kubectl refuses an authority beside the flag. */
function withoutCheck(cluster: YamlMapping): YamlMapping {
  const { 'certificate-authority': _path, 'certificate-authority-data': _data, ...rest } = cluster;
  return { ...rest, 'insecure-skip-tls-verify': typedScalar('true') };
}

function freeName({ clusters }: Kubeconfig, wanted: string): string {
  const taken = new Set(clusters.map(({ name }) => name));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    if (!taken.has(name)) return name;
  }
}

function itemNamed(list: YamlValue | undefined, name: string): YamlMapping | null {
  const item = listOf(list).find((each) => textOf(mappingOf(each)['name']) === name);
  return item === undefined ? null : mappingOf(item);
}

function notFound(file: string, context: string): AckringError {
  return new AckringError(
    'ContextNotFound',
    `${file} has no context ${JSON.stringify(context)} with a cluster of its own file`,
    {
      remedy: 'List what there is: `ackring contexts`.',
    },
  );
}
