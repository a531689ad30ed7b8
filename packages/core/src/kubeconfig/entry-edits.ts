import { readCertificateFacts } from '../certificate/certificate.js';
import { AckringError } from '../words/errors.js';
import { say } from '../words/say.js';
import type { ProgramStart } from '../words/target.js';
import { entryNames } from './entry-names.js';
import type { Kubeconfig } from './kubeconfig.js';
import { type EntryChange, expectedValue, itemNamed, readIssued, userFields } from './merge-entries.js';
import { ownerOf, withOwner } from './ownership.js';
import { readEditable } from './read.js';
import { contextsOf, resolveContexts } from './resolve.js';
import { spliceEntries } from './splice.js';
import { spliceAndProve } from './splice-proof.js';
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

interface ReplaceRequest {
  readonly existing: string | null;
  readonly file: string;
  /** The user entry's name. */
  readonly user: string;
  /** Serial number of the certificate to replace; null when it is in a separate file. */
  readonly serial: string | null;
  /** The kubeconfig's text as the cloud issued it. */
  readonly issued: string;
}

/**
 * The file's new text with one user's certificate and key replaced and nothing else. Throws Conflict if the user is
 * gone or has another certificate by now, and like `planMerge`.
 */
export function replaceCredential({ existing, file, user, serial, issued }: ReplaceRequest): string {
  const text = existing ?? '';
  const { tree, kubeconfig } = readEditable(text, file);
  const from = itemNamed(tree.value['users'], user);
  if (!from || inlineSerial(kubeconfig, user) !== serial) throw changedMeanwhile(file, user);
  const to = { ...from, user: userFields(mappingOf(from['user']), readIssued(issued).user) };
  return spliceAndProve(text, tree, {
    file,
    entries: [{ section: 'users', name: user, from, to }],
    use: null,
  }).pieces.join('');
}

interface PluginRequest extends ReplaceRequest {
  /** How `issued` starts our own plug-in. */
  readonly program: ProgramStart;
}

/**
 * The file's new text with one user's certificate replaced by the plug-in of `issued`, and its contexts and clusters,
 * if they are ours, marked as a token's. Throws like `replaceCredential`.
 */
export function replaceWithPlugin(request: PluginRequest): string {
  const { existing, file, user, serial, issued, program } = request;
  const text = existing ?? '';
  const { tree, kubeconfig } = readEditable(text, file);
  const from = itemNamed(tree.value['users'], user);
  if (!from || inlineSerial(kubeconfig, user) !== serial) throw changedMeanwhile(file, user);
  const fields = asToken(userFields(mappingOf(from['user']), readIssued(issued, program).user));
  const contexts = kubeconfig.contexts.filter((each) => each.user === user);
  const own = new Set(contexts.map(({ name }) => name));
  const isElsewhere = (cluster: string): boolean =>
    kubeconfig.contexts.some((each) => each.cluster === cluster && !own.has(each.name));
  const clusters = [...new Set(contexts.flatMap(({ cluster }) => cluster ?? []))];
  const entries = [
    { section: 'users' as const, name: user, from, to: { ...from, user: fields } },
    ...[...own].map((name) => marked(tree.value, 'contexts', name)),
    ...clusters.filter((name) => !isElsewhere(name)).map((name) => marked(tree.value, 'clusters', name)),
  ];
  return spliceAndProve(text, tree, {
    file,
    entries: entries.filter((each) => each !== null),
    use: null,
  }).pieces.join('');
}

/** Null where there is none; an entry that is not ours stays as it is. */
function marked(value: YamlMapping, section: 'contexts' | 'clusters', name: string): EntryChange | null {
  const from = itemNamed(value[section], name);
  const key = section === 'contexts' ? 'context' : 'cluster';
  return from && { section, name, from, to: { ...from, [key]: asToken(mappingOf(from[key])) } };
}

function asToken(fields: YamlMapping): YamlMapping {
  const owner = ownerOf(fields);
  return owner === null ? fields : withOwner(fields, { ...owner, kind: 'token' });
}

function inlineSerial(kubeconfig: Kubeconfig, user: string): string | null {
  const { clientCertificate = null } = kubeconfig.users.find(({ name }) => name === user) ?? {};
  if (clientCertificate?.kind !== 'inline') return null;
  return readCertificateFacts(Buffer.from(clientCertificate.base64, 'base64')).serial;
}

function changedMeanwhile(file: string, user: string): AckringError {
  return new AckringError(
    'Conflict',
    say('user "{user}" in {file} was changed by someone else in the meantime', { user, file }),
    { remedy: say('Look at it with `ackring contexts`, and renew again if it is still due.') },
  );
}

/**
 * The file's text with the check of the server's certificate switched off for one context: the vendor's last resort
 * for a dedicated cluster whose certificate does not name the dialled address. `kubeconfigs` are the files with which
 * kubectl reads it: an entry of another file, or one that other contexts use, stays, and the context gets a copy of its
 * own. Throws ContextNotFound, KubeconfigInvalid, Refused; the inventory warns of such a context wherever it is shown.
 */
export function skipVerification(
  text: string,
  { file, context }: { readonly file: string; readonly context: string },
  kubeconfigs: readonly Kubeconfig[],
): string {
  const { tree, kubeconfig } = readEditable(text, file);
  const together = kubeconfigs.map((each) => (each.file === file ? kubeconfig : each));
  const entries = changesFor(tree.value, context, { kubeconfig, together });
  const after = spliceEntries(text, tree, { entries, use: null });
  if (isSameValue(parseTree(after, file).value, expectedValue(tree.value, entries, null))) return after;
  throw new AckringError('Refused', say('the layout of {file} cannot be edited safely', { file }), {
    remedy: say('Change the context in an editor; this file was not changed.'),
  });
}

function changesFor(
  value: YamlMapping,
  context: string,
  { kubeconfig, together }: { readonly kubeconfig: Kubeconfig; readonly together: readonly Kubeconfig[] },
): EntryChange[] {
  const from = entryNamed(value['contexts'], context);
  const resolution = resolveContexts(together);
  const cluster = resolution.contexts.get(context)?.cluster ?? null;
  if (from === null || cluster === null) throw notFound(kubeconfig.file, context);
  const unchecked = withoutCheck(cluster.entry.fields);
  const users = [resolution, resolveContexts([cluster.kubeconfig])].flatMap((each) =>
    contextsOf(each, 'cluster', cluster.entry),
  );
  const isShared = users.some(({ name }) => name !== context);
  if (cluster.kubeconfig === kubeconfig && !isShared) {
    const { name } = cluster.entry;
    const own = entryNamed(value['clusters'], name);
    return [{ section: 'clusters', name, from: own, to: { ...own, cluster: unchecked } }];
  }
  const name = freeName(together, `${cluster.entry.name}-unverified`);
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

/** kubectl refuses an authority together with the flag. */
function withoutCheck(cluster: YamlMapping): YamlMapping {
  const { 'certificate-authority': _path, 'certificate-authority-data': _data, ...rest } = cluster;
  return { ...rest, 'insecure-skip-tls-verify': typedScalar('true') };
}

function freeName(kubeconfigs: readonly Kubeconfig[], wanted: string): string {
  const taken = entryNames(kubeconfigs);
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    if (!taken.has(name)) return name;
  }
}

function entryNamed(list: YamlValue | undefined, name: string): YamlMapping | null {
  const item = listOf(list).find((each) => textOf(mappingOf(each)['name']) === name);
  return item === undefined ? null : mappingOf(item);
}

function notFound(file: string, context: string): AckringError {
  return new AckringError(
    'ContextNotFound',
    say('{file} has no context "{context}" with a cluster of its own', {
      file,
      context,
    }),
    { remedy: say('List them: `ackring contexts`.') },
  );
}
