import { structureProblems } from '../kubeconfig/structure.js';
import { isAmbiguous, parseTree } from '../kubeconfig/yaml-tree.js';
import {
  isMapping,
  listOf,
  mappingOf,
  textOf,
  type YamlMapping,
  type YamlValue,
} from '../kubeconfig/yaml-value.js';
import { AckringError } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';

/** The texts of the one context; an absent one is empty. */
export interface IssuedParts {
  readonly context: string;
  readonly clusterName: string;
  readonly userName: string;
  readonly server: string;
  /** PEM, like the two below. */
  readonly authority: string;
  readonly clientCertificate: string;
  readonly clientKey: string;
}

export type IssuedReading =
  | { readonly kind: 'read'; readonly parts: IssuedParts; readonly objections: readonly Sentence[] }
  | { readonly kind: 'unreadable'; readonly objections: readonly Sentence[] };

/** ACK's have 6 KB; a master's CA bundle may add some more. */
const mostCharacters = 262_144;

/** Splits the one context into its parts, and reports what the text must not contain. */
export function issuedParts(text: string): IssuedReading {
  if (text.length > mostCharacters)
    return unreadable(say('it is larger than any kubeconfig of a single cluster'));
  const value = parse(text);
  if (value === null) return unreadable(say('it is not a readable kubeconfig'));
  const broken = structureProblems(value);
  if (broken.length > 0) return { kind: 'unreadable', objections: broken };
  const [cluster, context, user] = [
    only(value, 'clusters', 'cluster'),
    only(value, 'contexts', 'context'),
    only(value, 'users', 'user'),
  ];
  const objections = [
    ...countObjections(value),
    ...linkObjections(value, { cluster, context, user }),
    ...forbiddenFields(cluster.fields, clusterFields),
    ...forbiddenFields(user.fields, userFields),
  ];
  const decoded = {
    authority: decode(cluster.fields, 'certificate-authority-data'),
    clientCertificate: decode(user.fields, 'client-certificate-data'),
    clientKey: decode(user.fields, 'client-key-data'),
  };
  return {
    kind: 'read',
    objections,
    parts: {
      context: context.name,
      clusterName: cluster.name,
      userName: user.name,
      server: textOf(cluster.fields['server']) ?? '',
      ...decoded,
    },
  };
}

function unreadable(objection: Sentence): IssuedReading {
  return { kind: 'unreadable', objections: [objection] };
}

function parse(text: string): YamlMapping | null {
  try {
    const { value, obstacle } = parseTree(text, 'the issued kubeconfig');
    return obstacle !== null && isAmbiguous(obstacle) ? null : value;
  } catch (error) {
    if (error instanceof AckringError) return null;
    throw error;
  }
}

interface Entry {
  readonly name: string;
  readonly fields: YamlMapping;
}

type Section = 'clusters' | 'contexts' | 'users';

function only(value: YamlMapping, section: Section, key: string): Entry {
  const entry = mappingOf(listOf(value[section])[0]);
  return { name: textOf(entry['name']) ?? '', fields: mappingOf(entry[key]) };
}

function countObjections(value: YamlMapping): Sentence[] {
  return (['clusters', 'contexts', 'users'] as const).flatMap((section) => {
    const count = listOf(value[section]).length;
    return count === 1 ? [] : [say('it holds {count} {section} instead of one', { count, section })];
  });
}

function linkObjections(
  value: YamlMapping,
  { cluster, context, user }: Readonly<Record<'cluster' | 'context' | 'user', Entry>>,
): Sentence[] {
  const objections: Sentence[] = [];
  const current = textOf(value['current-context']);
  if (context.name === '') objections.push(say('its context has no name'));
  if (current !== null && current !== context.name) objections.push(say('its current context is not in it'));
  if ((textOf(context.fields['cluster']) ?? '') !== cluster.name)
    objections.push(say('its context leads to a cluster that is not in it'));
  if ((textOf(context.fields['user']) ?? '') !== user.name)
    objections.push(say('its context leads to a user that is not in it'));
  if ([cluster, context, user].some(({ name }) => unprintable.test(name)))
    objections.push(say('a name in it contains invisible characters'));
  return objections;
}

const unprintable = /\p{C}|\p{Zl}|\p{Zp}/u;

const file = say('it points to a file of this machine');
const password = say('it holds a name and password');
const impersonation = say('it acts as someone else');

/** kubectl's fields that do more than locate the cluster, and the effect of each. */
const clusterFields = {
  'insecure-skip-tls-verify': say('it switches off the check of the server'),
  'proxy-url': say('it sends everything through a proxy'),
  'tls-server-name': say('it has the server checked under another name'),
  'certificate-authority': file,
} as const;

const userFields = {
  exec: say('it names a program to run'),
  'auth-provider': say('it names a plug-in'),
  token: say('it holds a token instead of a certificate'),
  tokenFile: file,
  username: password,
  password,
  'client-certificate': file,
  'client-key': file,
  as: impersonation,
  'as-uid': impersonation,
  'as-groups': impersonation,
  'as-user-extra': impersonation,
} as const;

function forbiddenFields(fields: YamlMapping, meanings: Readonly<Record<string, Sentence>>): Sentence[] {
  return Object.entries(meanings).flatMap(([field, meaning]) =>
    isSet(fields[field]) ? [say('{meaning} (`{field}`)', { meaning, field })] : [],
  );
}

/** kubectl treats null, "", false and empty collections as absent. */
function isSet(value: YamlValue | undefined): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isMapping(value)) return true;
  const text = textOf(value);
  return text !== null && !/^(?:false|no|off|n)$/i.test(text);
}

/** The structure check has verified that it is base64. */
function decode(fields: YamlMapping, field: string): string {
  return Buffer.from(textOf(fields[field]) ?? '', 'base64').toString('latin1');
}
