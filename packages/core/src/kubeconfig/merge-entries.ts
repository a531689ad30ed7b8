import { readCertificateFacts } from '../certificate/certificate.js';
import { AckringError } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
import { bareProgram, type ProgramStart } from '../words/target.js';
import type { EntryNames } from './entry-names.js';
import { toKubeconfig, type UserEntry } from './kubeconfig.js';
import { type Owner, withOwner } from './ownership.js';
import { type SectionName, sectionNames } from './tree.js';
import { parseTree } from './yaml-tree.js';
import { isTrue, listOf, mappingOf, textOf, type YamlMapping, type YamlValue } from './yaml-value.js';

/** One list item before (null: not there) and after (null: removed). `name` is the one before. */
export interface EntryChange {
  readonly section: SectionName;
  readonly name: string;
  readonly from: YamlMapping | null;
  readonly to: YamlMapping | null;
}

/** One that exists afterwards. */
export interface EntrySetting extends EntryChange {
  readonly to: YamlMapping;
}

/**
 * The three list items that a merge sets. In an existing entry of ours, the user's additions (namespace, proxy,
 * extensions …) stay.
 */
export function desiredEntries(
  value: YamlMapping,
  names: EntryNames,
  { issued, owner }: { readonly issued: IssuedEntries; readonly owner: Owner },
): EntrySetting[] {
  const change = (
    section: SectionName,
    key: string,
    name: string,
    fields: (old: YamlMapping) => YamlMapping,
  ) => {
    const from = itemNamed(value[section], name);
    const old = mappingOf(from?.[key]);
    return { section, name, from, to: { ...from, [key]: withOwner(fields(old), owner), name } };
  };
  return [
    change('clusters', 'cluster', names.cluster, (old) => clusterFields(old, issued.cluster)),
    change('contexts', 'context', names.context, (old) => ({
      ...old,
      cluster: names.cluster,
      user: names.user,
    })),
    change('users', 'user', names.user, (old) => userFields(old, issued.user)),
  ];
}

/** The list item with a name; null if there is none. */
export function itemNamed(list: YamlValue | undefined, name: string): YamlMapping | null {
  const item = listOf(list).find((each) => textOf(mappingOf(each)['name']) === name);
  return item === undefined ? null : mappingOf(item);
}

/**
 * If the user switched verification off it stays off (the vendor's remedy for a dedicated cluster's name mismatch):
 * kubectl refuses an authority together with that flag. The inventory warns of it.
 */
function clusterFields(old: YamlMapping, issued: YamlMapping): YamlMapping {
  const { 'certificate-authority': _path, ...kept } = old;
  if (!isTrue(old['insecure-skip-tls-verify'])) return { ...kept, ...issued };
  const { 'certificate-authority-data': _data, ...rest } = issued;
  return { ...old, ...rest };
}

/** The user's fields with the issued credential, without any of the old credential. */
export function userFields(old: YamlMapping, issued: YamlMapping): YamlMapping {
  const kept = Object.entries(old).filter(([key]) => !credentialKeys.has(key));
  return { ...Object.fromEntries(kept), ...issued };
}

/** By which a user entry authenticates. */
export const credentialKeys: ReadonlySet<string> = new Set([
  'client-certificate',
  'client-certificate-data',
  'client-key',
  'client-key-data',
  'token',
  'tokenFile',
  'username',
  'password',
  'exec',
  'auth-provider',
]);

/** The whole document as it must read after the merge. */
export function expectedValue(
  value: YamlMapping,
  entries: readonly EntryChange[],
  use: string | null,
): YamlMapping {
  const expected: Record<string, YamlValue> = { ...value };
  for (const section of sectionNames) {
    const changed = entries.filter((entry) => entry.section === section);
    if (changed.length > 0) expected[section] = expectedList(listOf(value[section]), changed);
  }
  return use === null ? expected : { ...expected, 'current-context': use };
}

function expectedList(list: readonly YamlValue[], changed: readonly EntryChange[]): readonly YamlValue[] {
  const byName = new Map(changed.filter(({ from }) => from !== null).map(({ name, to }) => [name, to]));
  const changedTo = (item: YamlValue): readonly YamlValue[] => {
    const to = byName.get(textOf(mappingOf(item)['name']) ?? '');
    return to === undefined ? [item] : to === null ? [] : [to];
  };
  const kept = byName.size === 0 ? list : list.flatMap(changedTo);
  return [...kept, ...changed.flatMap(({ from, to }) => (from === null && to !== null ? [to] : []))];
}

/** The one cluster and user of a kubeconfig from the cloud (or made by us for an exec plug-in). */
export interface IssuedEntries {
  readonly cluster: YamlMapping;
  readonly user: YamlMapping;
  /** Null for a user without a certificate. */
  readonly certificate: {
    readonly uid: string | null;
    readonly notAfter: Date;
    readonly serial: string;
  } | null;
}

/**
 * Extracts the current context's (else the only) cluster and user. Throws ResponseUnreadable for anything else, and
 * for one that holds more than data: once merged, every kubectl would run a program that it names, and read a local
 * file that it refers to. `program` is how it starts our own plug-in.
 */
export function readIssued(issued: string, program: ProgramStart = bareProgram): IssuedEntries {
  const kubeconfig = toKubeconfig(parseIssued(issued), 'the issued kubeconfig');
  const context =
    kubeconfig.contexts.find((each) => each.name === kubeconfig.currentContext) ?? kubeconfig.contexts[0];
  const cluster = kubeconfig.clusters.find((each) => each.name === context?.cluster);
  const user = kubeconfig.users.find((each) => each.name === context?.user);
  if (!cluster?.server || !user) throw unreadable(say('it leads to no cluster and user'));
  refuseReach(user, program, cluster.certificateAuthority?.kind === 'path');
  const { clientCertificate } = user;
  const certificate =
    clientCertificate?.kind === 'inline'
      ? readCertificateFacts(Buffer.from(clientCertificate.base64, 'base64'))
      : null;
  return { cluster: cluster.fields, user: user.fields, certificate };
}

function refuseReach(user: UserEntry, program: ProgramStart, authorityIsFile: boolean): void {
  if (user.authProvider !== null || (user.execCommand !== null && !isOurPlugin(user, program)))
    throw unreadable(say('it names a program to run'));
  const materials = [user.clientCertificate, user.clientKey];
  if (authorityIsFile || user.tokenFile !== null || materials.some((each) => each?.kind === 'path'))
    throw unreadable(say('it points to files'));
}

/** As `get --exec` makes it; an environment (NODE_OPTIONS) would make our own program run foreign code. */
function isOurPlugin({ execCommand, fields }: UserEntry, { command, script }: ProgramStart): boolean {
  const { args, env } = mappingOf(fields['exec']);
  const words = [...(script === undefined ? [] : [script]), 'exec-credential'];
  const isOurs = words.every((word, at) => textOf(listOf(args)[at]) === word);
  return execCommand === command && isOurs && env === undefined;
}

function parseIssued(issued: string): YamlMapping {
  try {
    return parseTree(issued, 'the issued kubeconfig').value;
  } catch (error) {
    throw unreadable(say('it is not valid YAML'), error);
  }
}

function unreadable(why: Sentence, cause?: unknown): AckringError {
  return new AckringError(
    'ResponseUnreadable',
    say("the cloud's kubeconfig cannot be used: {why}", { why }),
    {
      remedy: say('Try again; if it happens again, fetch it in the ACK console and report this.'),
      cause,
    },
  );
}
