import { dirname, isAbsolute, resolve } from 'node:path';
import { isKeyPair, unusableKind } from '../certificate/key-pair.js';
import type { EntryEdit } from '../kubeconfig/edit.js';
import { entryNames } from '../kubeconfig/entry-names.js';
import type { ClusterEntry, ContextRecord, Kubeconfig, UserEntry } from '../kubeconfig/kubeconfig.js';
import { credentialKeys } from '../kubeconfig/merge-entries.js';
import { extensionName } from '../kubeconfig/ownership.js';
import { type KubeconfigMember, memberForNewEntries } from '../kubeconfig/paths.js';
import { lookInto, readKubeconfig } from '../kubeconfig/read.js';
import { type Resolution, resolveContexts } from '../kubeconfig/resolve.js';
import { isSameValue, listOf, mappingOf, textOf, type YamlMapping } from '../kubeconfig/yaml-value.js';
import { AckringError } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
import { shell } from '../words/shell-word.js';
import { visible } from '../words/visible.js';
import { shadowed } from './leftovers.js';
import type { Intent, PlanNote } from './plan.js';

/** What a foreign kubeconfig may do only if allowed: each is refused otherwise. */
export const reaches = ['programs', 'files', 'insecure'] as const;

export type Reach = (typeof reaches)[number];

/** A kubeconfig to merge. */
export interface ForeignSource {
  /** Its file, or `-` for standard input. */
  readonly name: string;
  readonly text: string;
}

export interface ForeignRequest {
  readonly sources: readonly ForeignSource[];
  /** The target; null takes the file kubectl would write to. */
  readonly file: string | null;
  /** For a single context; null keeps its own name if that is free. */
  readonly contextName: string | null;
  /** Makes the first source's current context, else its first, the current one. */
  readonly use: boolean;
  readonly allowed: ReadonlySet<Reach>;
}

interface Destination {
  readonly kubeconfigs: readonly Kubeconfig[];
  /** Empty if the file is not in KUBECONFIG. */
  readonly members: readonly KubeconfigMember[];
}

/**
 * Merges every context of the sources, under free names and with only the fields that kubectl knows: our marks are
 * dropped, since only we may set them. Throws KubeconfigInvalid (what kubectl would refuse, a key that does not fit
 * its certificate), Conflict (the given name is taken) and Refused, naming all of: programs that kubectl would run,
 * files that it would read and send, and unverified connections.
 */
export function planForeign(request: ForeignRequest, { kubeconfigs, members }: Destination): Intent {
  const { sources, allowed, contextName } = request;
  const file = request.file ?? memberForNewEntries(members);
  if (file === null)
    throw new AckringError('FileUnwritable', say('KUBECONFIG names no writable file'), {
      remedy: say('Unset KUBECONFIG, or name a file: `--kubeconfig FILE`.'),
    });
  const read = sources.map((source) => contextsOf(source));
  const found = read.flatMap(({ contexts }) => contexts);
  const notes: PlanNote[] = read.flatMap(({ dangling }) =>
    dangling.map((context) => ({ kind: 'dangling', context }) as const),
  );
  if (found.length === 0) throw noContext(sources);
  refuseReach(found, allowed);
  if (contextName !== null && found.length > 1) {
    throw new AckringError(
      'UsageInvalid',
      say('there are {count} contexts, and one name for them', { count: found.length }),
      {
        remedy: say('Leave `--context` out; `ackring contexts rename` renames them later.'),
      },
    );
  }
  const naming = namingOf(kubeconfigs, contextName);
  const resolution = resolveContexts(kubeconfigs);
  const edits: EntryEdit[] = [];
  const named = new Map<Handed, string>();
  for (const handed of found) {
    const there = whereItIs(handed, resolution, contextName);
    if (there !== null) notes.push({ kind: 'alreadyThere', context: there });
    const name = there ?? naming.next(handed.context.name);
    named.set(handed, name);
    if (there !== null) continue;
    edits.push(...editsFor(handed, name));
    notes.push(...shadowed(name, [...resolution.contexts.keys()]));
  }
  const current = found.find(({ isCurrent }) => isCurrent) ?? found[0];
  return {
    summary: say('merged {sources}', {
      sources: sources.map(({ name }) => (name === '-' ? say('standard input') : name)),
    }),
    edits: edits.length === 0 ? new Map() : new Map([[file, edits]]),
    use: request.use && current !== undefined ? (named.get(current) ?? null) : null,
    notes,
  };
}

/** One context of a source, with its cluster and user. */
interface Handed {
  readonly source: ForeignSource;
  readonly context: ContextRecord;
  readonly cluster: ClusterEntry;
  readonly user: UserEntry;
  readonly isCurrent: boolean;
}

function contextsOf(source: ForeignSource): {
  readonly contexts: readonly Handed[];
  readonly dangling: readonly string[];
} {
  const where = source.name === '-' ? 'standard input' : source.name;
  const kubeconfig = readKubeconfig(source.text, { file: where });
  const { contexts, currentContext } = resolveContexts([kubeconfig]);
  const handed: Handed[] = [];
  const dangling: string[] = [];
  for (const { name, context, cluster, user } of contexts.values()) {
    if (!cluster?.entry.server || user === null) dangling.push(name);
    else {
      const isCurrent = name === currentContext;
      handed.push({ source, context: context.entry, cluster: cluster.entry, user: user.entry, isCurrent });
    }
  }
  for (const { context, user } of handed) refuseMismatch(where, context.name, user);
  return { contexts: handed, dangling };
}

function refuseMismatch(where: string, context: string, { clientCertificate, clientKey }: UserEntry): void {
  if (clientCertificate?.kind !== 'inline' || clientKey?.kind !== 'inline') return;
  const pemOf = ({ base64 }: { readonly base64: string }) => Buffer.from(base64, 'base64').toString('utf8');
  const key = pemOf(clientKey);
  if (isKeyPair(pemOf(clientCertificate), key)) return;
  const kind = unusableKind(key);
  throw new AckringError(
    'KubeconfigInvalid',
    kind === null
      ? say('{file}: the key of "{context}" does not fit its certificate', { file: where, context })
      : say('{file}: kubectl cannot use the key of "{context}" ({kind})', { file: where, context, kind }),
    {
      remedy: say('Ask whoever gave it to you for a whole one; nothing was merged.'),
    },
  );
}

function noContext(sources: readonly ForeignSource[]): AckringError {
  const where = sources.map(({ name }) => (name === '-' ? say('standard input') : name));
  const file = sources.find(({ name }) => name !== '-');
  return new AckringError(
    'KubeconfigInvalid',
    say('{file}: there is no context with a cluster and a user in it', { file: where }),
    {
      remedy:
        file === undefined
          ? say('Ask whoever gave it to you for a whole one; nothing was merged.')
          : lookInto(file.name),
    },
  );
}

/** What a context could do beyond presenting its own key to its own server. */
export function reachOf({ source, context: { name }, cluster, user }: Handed): readonly Reaching[] {
  const found: Reaching[] = [];
  const { execCommand: command, authProvider: provider } = user;
  if (command !== null) {
    const isLost = source.name === '-' && isRelativeProgram(command);
    const text = isLost
      ? say('"{name}" runs {command}, of an unknown folder', { name, command })
      : say('"{name}" runs {command}', { name, command });
    found.push({ reach: 'programs', text, isLost });
  }
  if (provider !== null) {
    const text = say('"{name}" runs the auth provider {provider}', { name, provider });
    found.push({ reach: 'programs', text, isLost: false });
  }
  for (const path of pathsOf(cluster, user)) {
    const isLost = source.name === '-' && !isAbsolute(path);
    const text = isLost
      ? say('"{name}" reads {path}, of an unknown folder', { name, path })
      : say('"{name}" reads {path}', { name, path });
    found.push({ reach: 'files', text, isLost });
  }
  const insecure = (text: Sentence) => found.push({ reach: 'insecure', text, isLost: false });
  if (cluster.insecureSkipTlsVerify)
    insecure(say('"{name}" does not check the server\'s certificate', { name }));
  if (cluster.proxyUrl !== null)
    insecure(say('"{name}" goes through the proxy {url}', { name, url: cluster.proxyUrl }));
  if (!/^https:\/\//i.test(cluster.server ?? ''))
    insecure(say('"{name}" speaks {url} without TLS', { name, url: cluster.server ?? '' }));
  return found;
}

interface Reaching {
  readonly reach: Reach;
  readonly text: Sentence;
  /** Of a path that is relative, in standard input, which does not say which folder it would be relative to. */
  readonly isLost: boolean;
}

/** kubectl looks for it beside the kubeconfig. */
function isRelativeProgram(command: string): boolean {
  return command.includes('/') && !isAbsolute(command);
}

function pathsOf(cluster: ClusterEntry, user: UserEntry): readonly string[] {
  const materials = [cluster.certificateAuthority, user.clientCertificate, user.clientKey];
  const paths = materials.flatMap((each) => (each?.kind === 'path' ? [each.path] : []));
  return user.tokenFile === null ? paths : [...paths, user.tokenFile];
}

function refuseReach(found: readonly Handed[], allowed: ReadonlySet<Reach>): void {
  const refused = found.flatMap(reachOf).filter(({ reach, isLost }) => isLost || !allowed.has(reach));
  if (refused.length === 0) return;
  const missing = reaches.filter((reach) =>
    refused.some((each) => each.reach === reach && !allowed.has(reach)),
  );
  const flags = missing.map((reach) => `\`${shell`--allow ${reach}`}\``);
  const shown = refused.slice(0, 12).map(({ text }) => text);
  const left = refused.length - shown.length;
  const more = left > 0 ? [say('and {count} more', { count: left })] : [];
  throw new AckringError('Refused', say('this kubeconfig does more than show its key to its own server'), {
    problems: [...shown, ...more],
    remedy:
      flags.length === 0
        ? say('Save it beside the files that it points to, and merge that file.')
        : say('Where you trust whoever gave it to you, add {flags}; nothing was merged.', { flags }),
  });
}

interface Naming {
  /** A free name, which it reserves. */
  next(wanted: string): string;
}

function namingOf(kubeconfigs: readonly Kubeconfig[], given: string | null): Naming {
  const taken = entryNames(kubeconfigs);
  return {
    next: (wanted) => {
      if (given !== null && (taken.has(given) || given === '-' || visible(given) !== given)) {
        throw new AckringError(
          'Conflict',
          say('the name "{name}" is taken, or could not be typed again', { name: given }),
          {
            remedy: say('Choose another with `--context`, or leave it out.'),
          },
        );
      }
      const base = given ?? speakable(wanted);
      let name = base;
      for (let number = 2; taken.has(name); number += 1) name = `${base}/${number}`;
      taken.add(name);
      return name;
    },
  };
}

/** Blanks and characters that hide or reorder text become dashes: the name is typed in shells. */
function speakable(name: string): string {
  const spoken = name.replaceAll(/[\s\\"'`$\p{C}]+/gu, '-').replaceAll(/^-+|-+$/g, '');
  return spoken === '' ? 'context' : spoken;
}

/** The name of a context with the very same cluster and user; if a name is given, only of that one. */
function whereItIs(
  { cluster, user, context, source }: Handed,
  { contexts }: Resolution,
  given: string | null,
): string | null {
  const [clusterIs, userIs] = [clusterFields(cluster, source), userFields(user, source)].map(
    withoutExtensions,
  );
  for (const { name, context: there, cluster: other, user: holder } of contexts.values()) {
    if (given !== null && name !== given) continue;
    if (other === null || holder === null || other.entry.server !== cluster.server) continue;
    if (there.entry.namespace !== context.namespace) continue;
    const isSame =
      isSameValue(withoutExtensions(other.entry.fields), clusterIs) &&
      isSameValue(withoutExtensions(holder.entry.fields), userIs);
    if (isSame) return name;
  }
  return null;
}

function withoutExtensions({ extensions: _, ...fields }: YamlMapping): YamlMapping {
  return fields;
}

function editsFor({ source, context, cluster, user }: Handed, name: string): readonly EntryEdit[] {
  const { namespace = null } = context.fields;
  const to = (item: YamlMapping) => () => item;
  return [
    { section: 'clusters', name, to: to({ cluster: clusterFields(cluster, source), name }) },
    {
      section: 'contexts',
      name,
      to: to({ context: { cluster: name, ...(namespace === null ? {} : { namespace }), user: name }, name }),
    },
    { section: 'users', name, to: to({ name, user: userFields(user, source) }) },
  ];
}

function clusterFields({ fields }: ClusterEntry, source: ForeignSource): YamlMapping {
  return taken(fields, clusterKeys, source);
}

function userFields({ fields }: UserEntry, source: ForeignSource): YamlMapping {
  return taken(fields, userKeys, source);
}

/** The fields that kubectl knows; paths resolved from the file they were written in. */
function taken(fields: YamlMapping, keys: ReadonlySet<string>, { name }: ForeignSource): YamlMapping {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => {
      if (key === 'extensions') {
        const others = listOf(value).filter((item) => mappingOf(item)['name'] !== extensionName);
        return others.length === 0 ? [] : [[key, others]];
      }
      if (!keys.has(key)) return [];
      const command = textOf(mappingOf(key === 'exec' ? value : null)['command']);
      if (command !== null && isRelativeProgram(command) && name !== '-')
        return [[key, { ...mappingOf(value), command: resolve(dirname(name), command) }]];
      // Also one that begins with a digit, which the scalar's type leaves open.
      const path = pathKeys.has(key) && name !== '-' ? textOf(value) : null;
      return [[key, path === null ? value : resolve(dirname(name), path)]];
    }),
  );
}

const pathKeys: ReadonlySet<string> = new Set([
  'certificate-authority',
  'client-certificate',
  'client-key',
  'tokenFile',
]);

const clusterKeys: ReadonlySet<string> = new Set([
  'server',
  'tls-server-name',
  'insecure-skip-tls-verify',
  'certificate-authority',
  'certificate-authority-data',
  'proxy-url',
  'disable-compression',
]);

const userKeys: ReadonlySet<string> = new Set([
  ...credentialKeys,
  'as',
  'as-uid',
  'as-groups',
  'as-user-extra',
]);
