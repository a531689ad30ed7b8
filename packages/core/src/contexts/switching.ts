import { randomUUID } from 'node:crypto';
import { scanBlockLayout } from '../kubeconfig/block-scan.js';
import { contextNamed, throwNoContext } from '../kubeconfig/context-names.js';
import { switchScanned } from '../kubeconfig/current-context.js';
import { toKubeconfig } from '../kubeconfig/kubeconfig.js';
import { type KubeconfigMember, memberForCurrentContext } from '../kubeconfig/paths.js';
import { type ResolvedContext, resolveContexts, shadowedOf, shadowWarning } from '../kubeconfig/resolve.js';
import type { KubeconfigTree } from '../kubeconfig/tree.js';
import { isSameValue, listOf, mappingOf, textOf, type YamlMapping } from '../kubeconfig/yaml-value.js';
import type { KubeconfigFiles } from '../machine/kubeconfig-file/kubeconfig-file.js';
import { AckringError } from '../words/errors.js';
import { instantOf, type Sentence, say } from '../words/say.js';
import { shell } from '../words/shell-word.js';
import type { RecentContexts } from './recent-contexts.js';

/** Which context to switch to. */
export interface UseRequest {
  /** Null keeps the current one; `{ previous: true }` takes the one in use before it. */
  readonly context: string | null | { readonly previous: true };
  /** Becomes the context's namespace; null leaves that alone. */
  readonly namespace: string | null;
  /** Set only the namespace: the current context stays. */
  readonly isStaying?: boolean;
  /** Write nothing. */
  readonly isDryRun?: boolean;
  /** The end of the name after a `/` will do, if it is the only one: for names that are typed. */
  readonly byEnd?: boolean;
}

export interface UseOutcome {
  /** The file that sets current-context; the context's own file when only the namespace was requested. */
  readonly file: string;
  /** The current context, as kubectl sees it across all its files. */
  readonly before: string | null;
  readonly after: string;
  /** The one that kubectl uses from now on; null for none, which is `default`. */
  readonly namespace: string | null;
  readonly applied: boolean;
  /** Where kubectl takes the context's entries from another file than its own, and they differ; an ended certificate. */
  readonly warnings: readonly Sentence[];
  /** The one certificate that kubectl takes has ended. */
  readonly hasEnded: boolean;
}

export interface SwitchPorts {
  readonly files: Pick<KubeconfigFiles, 'members' | 'readText' | 'edit'>;
  readonly recent: RecentContexts;
  readonly now: () => Date;
}

/**
 * Makes a context the current one, and sets its namespace: the namespace first, so that no command runs in the new
 * context with the old one. Throws ContextNotFound, ContextAmbiguous, UsageInvalid for an invalid namespace, KubeconfigInvalid,
 * Refused, Conflict, and errors of the write.
 */
export async function switchTo(
  request: UseRequest,
  { files, recent, now }: SwitchPorts,
): Promise<UseOutcome> {
  const { namespace, isStaying = request.context === null, isDryRun = false, byEnd = false } = request;
  if (namespace !== null) refuseBadNamespace(namespace);
  const members = await Promise.all((await files.members()).map((member) => readMember(files, member)));
  const before = members.find(({ currentContext }) => currentContext !== null)?.currentContext ?? null;
  const wanted = wantedContext(request.context, { before, members, recent: recent.read() });
  const name = byEnd ? contextNamed(wanted, namesIn(members)) : wanted;
  const home = members.find(({ contexts }) => contexts.has(name)) ?? throwNoContext([name], namesIn(members));
  const place = isStaying ? null : placeOf(members);
  const outcome = {
    file: place ?? home.path,
    before,
    after: name,
    namespace: namespace ?? home.contexts.get(name) ?? null,
    applied: !isDryRun,
    ...(await warningsOf(name, { members, now: now() })),
  };
  const writes = writesFor({ name, namespace, home: home.path, place: before === name ? null : place });
  const knownOf = (file: string) => members.find(({ path }) => path === file) ?? home;
  // Also before two writes: a second that is refused would leave the first.
  if (isDryRun || writes.length > 1)
    for (const { file, change } of writes) await change(knownOf(file), knownOf(file).text);
  const task = randomUUID();
  for (const { file, summary, change } of isDryRun ? [] : writes)
    await files.edit(file, (text) => change(knownOf(file), text), { summary, task, isSwitch: true });
  const isThere = members.some(({ contexts }) => before !== null && contexts.has(before));
  if (!isDryRun && place !== null) await recent.used([name, ...(before !== null && isThere ? [before] : [])]);
  return outcome;
}

async function warningsOf(
  name: string,
  { members, now }: { readonly members: readonly Member[]; readonly now: Date },
): Promise<Pick<UseOutcome, 'warnings' | 'hasEnded'>> {
  const files = members.flatMap(({ path, value }) => (value === null ? [] : [toKubeconfig(value, path)]));
  const resolved = resolveContexts(files).contexts.get(name);
  if (resolved === undefined) return { warnings: [], hasEnded: false };
  const shadowed = shadowedOf(resolved).filter(({ own, taken }) => !isSameValue(own.fields, taken.fields));
  const ended = await endedWarning(resolved.user, now);
  return { warnings: [...shadowed.map(shadowWarning), ...ended], hasEnded: ended.length > 0 };
}

/** Of the one certificate that kubectl takes: one that cannot be read is `verify`'s to tell. */
async function endedWarning(user: ResolvedContext['user'], now: Date): Promise<readonly Sentence[]> {
  if (user?.entry.clientCertificate == null) return [];
  const { credentialOf } = await import('../kubeconfig/outline.js');
  const credential = credentialOf(user.kubeconfig, user.entry);
  if (credential.kind !== 'certificate' || credential.notAfter >= now) return [];
  return [say('its certificate ended at {instant}', { instant: instantOf(credential.notAfter) })];
}

/** One file of KUBECONFIG, as far as a switch needs it. */
interface Member extends KubeconfigMember {
  readonly text: string | null;
  readonly value: YamlMapping | null;
  /** As the scanner read it; null if only the YAML parser could. */
  readonly scanned: KubeconfigTree | null;
  readonly currentContext: string | null;
  /** By name, with the namespace of each. */
  readonly contexts: ReadonlyMap<string, string | null>;
}

async function readMember(files: SwitchPorts['files'], member: KubeconfigMember): Promise<Member> {
  const text = await files.readText(member.path);
  return { ...member, text, ...(await outlineOf(text, member.path)) };
}

/** The YAML library takes longer to load than most switches take: it reads only what the scanner cannot. */
async function outlineOf(
  text: string | null,
  file: string,
): Promise<Pick<Member, 'value' | 'scanned' | 'currentContext' | 'contexts'>> {
  if (text === null) return { value: null, scanned: null, currentContext: null, contexts: new Map() };
  const scanned = scanBlockLayout(text);
  const { value } = scanned ?? (await import('../kubeconfig/yaml-tree.js')).parseYamlTree(text, file);
  const contexts = new Map<string, string | null>();
  for (const item of listOf(value['contexts']).map(mappingOf)) {
    const name = textOf(item['name']) ?? '';
    if (!contexts.has(name)) contexts.set(name, textOf(mappingOf(item['context'])['namespace']));
  }
  return { value, scanned, currentContext: textOf(value['current-context']), contexts };
}

interface Sight {
  readonly before: string | null;
  readonly members: readonly Member[];
  readonly recent: readonly string[];
}

function wantedContext(wanted: UseRequest['context'], { before, members, recent }: Sight): string {
  if (typeof wanted === 'string') return wanted;
  if (wanted === null) {
    if (before !== null) return before;
    throw new AckringError('ContextNotFound', say('there is no current context'), { remedy: nameOne });
  }
  const previous = recent.find((name) => name !== before);
  const isThere = (name: string) => members.some(({ contexts }) => contexts.has(name));
  if (previous !== undefined && isThere(previous)) return previous;
  const earlier = recent.find((name) => name !== before && isThere(name));
  const what =
    previous === undefined
      ? say('no context before this one is known')
      : say('the previous context, "{context}", is no longer in any kubeconfig file', { context: previous });
  throw new AckringError('ContextNotFound', what, {
    remedy:
      earlier === undefined
        ? nameOne
        : say('The one before it is there: `{command}`.', { command: shell`ackring use ${earlier}` }),
  });
}

const nameOne = say('Name one; `ackring contexts` lists them.');

function namesIn(members: readonly Member[]): readonly string[] {
  return members.flatMap(({ contexts }) => [...contexts.keys()]);
}

function placeOf(members: readonly Member[]): string | null {
  return memberForCurrentContext(
    members.map(({ currentContext, ...member }) => ({ ...member, kubeconfig: { currentContext } })),
  );
}

interface Write {
  readonly file: string;
  readonly summary: Sentence;
  /** `known` is the file as read before its lock was taken. */
  readonly change: (known: Member, text: string | null) => Promise<string>;
}

interface Asked {
  readonly name: string;
  readonly namespace: string | null;
  readonly home: string;
  /** Null if the context is already current. */
  readonly place: string | null;
}

function writesFor({ name, namespace, home, place }: Asked): readonly Write[] {
  const switched = say('switched to {context}', { context: name });
  if (namespace === null) {
    return place === null
      ? []
      : [{ file: place, summary: switched, change: (known, text) => switchText(known, text, name) }];
  }
  const isOneFile = place === home;
  const summary = isOneFile
    ? say('switched to {context}, namespace {namespace}', { context: name, namespace })
    : say('namespace of {context}: {namespace}', { context: name, namespace });
  const change: Write['change'] = async (_, text) => {
    const { editKubeconfig, namespaceEdit } = await import('../kubeconfig/edit.js');
    const entry = namespaceEdit(name, namespace);
    const to: typeof entry.to = (item) => entry.to(item) ?? vanished(name, home);
    return editKubeconfig(text, home, { entries: [{ ...entry, to }], use: isOneFile ? name : null });
  };
  const first = { file: home, summary, change };
  return isOneFile ? [first] : [first, ...writesFor({ name, namespace: null, home, place })];
}

/** Under the lock: reads again only what has changed. */
async function switchText(known: Member, text: string | null, name: string): Promise<string> {
  const isSame = text === known.text;
  const { scanned, contexts } = isSame ? known : await outlineOf(text, known.path);
  if (known.contexts.has(name) && !contexts.has(name)) vanished(name, known.path);
  const quick = text === null || scanned === null ? null : switchScanned(text, scanned, name);
  if (quick !== null) return quick;
  const { withCurrentContext } = await import('../kubeconfig/edit.js');
  return withCurrentContext(text, known.path, name);
}

function vanished(name: string, file: string): never {
  throw new AckringError(
    'Conflict',
    say('context "{context}" was removed from {file} in the meantime', { context: name, file }),
    { remedy: say('List them: `ackring contexts`.') },
  );
}

/** A namespace is a DNS label (RFC 1123): the API server accepts nothing else. */
function refuseBadNamespace(namespace: string): void {
  if (/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace)) return;
  throw new AckringError(
    'UsageInvalid',
    say('"{namespace}" cannot be the name of a namespace', { namespace }),
    {
      remedy: say('Use at most 63 lower-case letters, digits and dashes, with no dash at either end.'),
    },
  );
}
