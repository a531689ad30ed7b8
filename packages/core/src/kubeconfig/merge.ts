import { readCertificateFacts } from '../certificate/certificate.js';
import { instantOf, quoted, type Sentence, say, toText } from '../words/say.js';
import type { ProgramStart } from '../words/target.js';
import { withoutLogin } from './context-entry.js';
import { chooseNames, type EntryNames, type Signer } from './entry-names.js';
import { type Kubeconfig, toKubeconfig } from './kubeconfig.js';
import {
  desiredEntries,
  type EntryChange,
  type EntrySetting,
  type IssuedEntries,
  readIssued,
} from './merge-entries.js';
import { programOf } from './origin.js';
import type { Owner } from './ownership.js';
import { readEditable } from './read.js';
import { spliceAndProve } from './splice-proof.js';
import { type KubeconfigTree, sectionNames } from './tree.js';
import { parseTree } from './yaml-tree.js';
import { isSameValue, listOf, mappingOf, textOf, type YamlMapping, type YamlValue } from './yaml-value.js';

interface MergeRequest {
  /** The file's text; null if there is no file yet. */
  readonly existing: string | null;
  readonly file: string;
  /** The kubeconfig's text as the cloud issued it. */
  readonly issued: string;
  readonly owner: Owner;
  /** How `issued` starts our own plug-in, if not by its bare name; see `readIssued`. */
  readonly program?: ProgramStart | undefined;
  /** A name given by the user; null or absent takes the deterministic one, or that of the entry being updated. */
  readonly contextName?: string | null | undefined;
  /** Pattern of deterministic names, `ack/{region}/{name}` by default. */
  readonly namePattern?: string | undefined;
  readonly signer?: Signer | undefined;
  /** Makes it the current context. */
  readonly use: boolean;
  /** Names of contexts, clusters and users in the other files of KUBECONFIG: see `entryNames`. */
  readonly taken: Iterable<string>;
  readonly others?: readonly Kubeconfig[] | undefined;
  /** Those of these files that kubectl reads before. */
  readonly earlier?: readonly Kubeconfig[] | undefined;
}

/** What a merge changes in the file. */
interface MergeOutcome {
  readonly context: string;
  readonly changes: readonly MergeChange[];
  readonly currentContext: { readonly before: string | null; readonly after: string | null };
  /** Contexts of the file that stay as they are. */
  readonly untouchedContexts: number;
}

/** A complete plan of a merge: nothing is written yet. */
export interface MergePlan extends MergeOutcome {
  /** The file's new text, including a private key; equal to `existing` if nothing changes. */
  readonly text: string;
  /** The same in pieces, which take no memory of their own. */
  readonly pieces: readonly string[];
  /** What it reads as. */
  readonly after: Kubeconfig;
}

/**
 * Plans how a fetched kubeconfig enters a file: renamed, marked as ours, updating in place what is already the same
 * thing, touching no other character. The result is parsed again and compared with the plan before it is returned.
 * Throws KubeconfigInvalid (broken file), Conflict (the name given by the user belongs to something else), Refused (a
 * layout that cannot be edited safely), ResponseUnreadable.
 */
export function planMerge(request: MergeRequest): MergePlan {
  const draft = draftMerge(request, readIssued(request.issued, request.program));
  const { pieces } = spliceAndProve(draft.before, draft.tree, { ...draft, file: request.file });
  let text: string | undefined;
  return {
    ...outcomeOf(draft),
    pieces,
    get after() {
      return afterwards(draft);
    },
    get text() {
      text ??= pieces.join('');
      return text;
    },
  };
}

/** The entries as they were, and the changed ones read again. */
function afterwards({ kubeconfig, entries }: Draft): Kubeconfig {
  const items = Map.groupBy(entries, ({ section }) => section);
  const value = Object.fromEntries(
    Array.from(items, ([section, changed]) => [section, changed.map(({ to }) => to)]),
  );
  const changed = toKubeconfig(value, kubeconfig.file);
  return {
    ...kubeconfig,
    clusters: replaced(kubeconfig.clusters, changed.clusters),
    contexts: replaced(kubeconfig.contexts, changed.contexts),
    users: replaced(kubeconfig.users, changed.users),
  };
}

function replaced<Entry extends { readonly name: string }>(
  list: readonly Entry[],
  changed: readonly Entry[],
): readonly Entry[] {
  const byName = new Map(changed.map((each) => [each.name, each]));
  const kept = list.map((each) => {
    const now = byName.get(each.name) ?? each;
    byName.delete(each.name);
    return now;
  });
  return [...kept, ...byName.values()];
}

interface Draft {
  readonly before: string;
  readonly tree: KubeconfigTree;
  readonly kubeconfig: Kubeconfig;
  readonly names: EntryNames;
  readonly entries: readonly EntrySetting[];
  /** The new current context, or null to leave it alone. */
  readonly use: string | null;
}

function draftMerge(request: MergeRequest, issued: IssuedEntries): Draft {
  const { file, use } = request;
  const owner = { ...request.owner, uid: request.owner.uid ?? issued.certificate?.uid ?? null };
  const before = request.existing ?? emptyKubeconfig;
  const { tree, kubeconfig } = readEditable(before, file);
  const names = chooseNames(kubeconfig, { ...request, owner });
  const entries = desiredEntries(tree.value, names, { issued, owner });
  return { before, tree, kubeconfig, names, entries, use: use ? names.context : null };
}

function outcomeOf({ kubeconfig, names, entries, use }: Draft): MergeOutcome {
  const before = kubeconfig.currentContext;
  const currentContext = { before, after: use ?? before };
  const others = kubeconfig.contexts.filter((each) => each.name !== names.context);
  return {
    context: names.context,
    changes: describeChanges(entries, currentContext),
    currentContext,
    untouchedContexts: others.length,
  };
}

/** The initial content of a new file. */
export const emptyKubeconfig = [
  'apiVersion: v1',
  'clusters: []',
  'contexts: []',
  'current-context: ""',
  'kind: Config',
  'preferences: {}',
  'users: []',
  '',
].join('\n');

/** One entry of the file, and its change. */
export interface MergeChange {
  /** Such as `users/ack/cn-hangzhou/prod`, or `current-context`. */
  readonly path: string;
  readonly change: 'add' | 'update' | 'none';
  /** The file it is in, if not the merge's. */
  readonly file?: string;
  /** For people: what is new in it, without secrets. */
  readonly detail: Sentence;
}

/** The change of one entry between two texts. */
export interface FileChange {
  readonly path: string;
  readonly change: 'add' | 'update' | 'remove';
  /** The entry afterwards, or the removed one, without secrets. */
  readonly detail: Sentence;
}

/** The differences between two texts of a file (null: no file). Throws KubeconfigInvalid. */
export function changesBetween(before: string | null, after: string | null, file: string): FileChange[] {
  const read = (text: string | null): YamlMapping => (text === null ? {} : parseTree(text, file).value);
  return differences(read(before), read(after));
}

/** The differences between two contents of a file; without a file it is empty. */
export function differences(from: YamlMapping, to: YamlMapping): FileChange[] {
  const entries = sectionNames.flatMap((section) => {
    const [was, is] = fromFirstDifference(listOf(from[section]), listOf(to[section]));
    const changed = [...new Set([...was.keys(), ...is.keys()])].filter(
      (name) => !isSameValue(was.get(name), is.get(name)),
    );
    return changed.map((name) =>
      describeBoth(section, name, { from: was.get(name) ?? null, to: is.get(name) ?? null }),
    );
  });
  const [was, is] = [textOf(from['current-context']), textOf(to['current-context'])];
  const switched =
    is === null && was !== null
      ? [{ path: 'current-context', change: 'remove' as const, detail: quoted(was) }]
      : describeSwitch({ before: was, after: is });
  return [...entries, ...switched].flatMap(({ path, change, detail }) =>
    change === 'none' ? [] : [{ path, change, detail }],
  );
}

/** By name, without the very same items that both begin with: all but one, if one was added to a long list. */
function fromFirstDifference(
  one: readonly YamlValue[],
  other: readonly YamlValue[],
): readonly [Map<string, YamlMapping>, Map<string, YamlMapping>] {
  let first = 0;
  while (first < one.length && one[first] === other[first]) first += 1;
  return [itemsByName(one.slice(first)), itemsByName(other.slice(first))];
}

/** The first of each name. */
function itemsByName(list: readonly YamlValue[]): Map<string, YamlMapping> {
  const found = new Map<string, YamlMapping>();
  for (const item of list.map(mappingOf)) {
    const name = textOf(item['name']) ?? '';
    if (!found.has(name)) found.set(name, item);
  }
  return found;
}

function describeBoth(
  section: EntryChange['section'],
  name: string,
  { from, to }: { readonly from: YamlMapping | null; readonly to: YamlMapping | null },
): MergeChange | FileChange {
  if (to !== null) return describeEntry({ section, name, from, to });
  return { path: `${section}/${name}`, change: 'remove', detail: summaries[section](from ?? {}) };
}

/** The semantic preview: each entry that the merge sets, then current-context if it is switched. */
function describeChanges(
  entries: readonly EntrySetting[],
  currentContext: { readonly before: string | null; readonly after: string | null },
): MergeChange[] {
  return [...entries.map(describeEntry), ...describeSwitch(currentContext)];
}

/** The change of current-context: one, or none if it stays. */
export function describeSwitch({
  before,
  after,
}: {
  readonly before: string | null;
  readonly after: string | null;
}): MergeChange[] {
  if (before === after) return [];
  const is = quoted(`${after}`);
  const detail = before === null ? is : say('{after} (was {before})', { after: is, before });
  return [{ path: 'current-context', change: before === null ? 'add' : 'update', detail }];
}

function describeEntry({ section, name, from, to }: EntrySetting): MergeChange {
  const summary = summaries[section];
  const after = summary(to);
  const path = `${section}/${name}`;
  if (!from) return { path, change: 'add', detail: after };
  if (isSameValue(from, to)) return { path, change: 'none', detail: after };
  return { path, change: 'update', detail: difference(summary(from), after) };
}

/** Two certificates that end within the same minute read alike, and are not the same. */
function difference(before: Sentence, after: Sentence): Sentence {
  const read = [before, after].map((each) => toText(each).replace(/(T\d\d:\d\d):\d\d/, '$1'));
  if (read[0] !== read[1]) return say('{after} (was {before})', { after, before });
  return toText(before) === toText(after) ? after : say('{after} (another one)', { after });
}

const summaries = {
  clusters: (item: YamlMapping): Sentence => {
    const server = textOf(mappingOf(item['cluster'])['server']);
    return server === null ? say('no server') : quoted(withoutLogin(server));
  },
  contexts: (item: YamlMapping) => {
    const context = mappingOf(item['context']);
    const namespace = textOf(context['namespace']);
    const user = textOf(context['user']) ?? say('none');
    return namespace === null
      ? say('user {user}', { user })
      : say('user {user}, namespace {namespace}', { user, namespace });
  },
  users: (item: YamlMapping) => describeUser(mappingOf(item['user'])),
} as const;

function describeUser(user: YamlMapping): Sentence {
  const data = textOf(user['client-certificate-data']);
  const { program: command } = programOf(mappingOf(user['exec']));
  if (data === null)
    return command === '' ? say('no certificate') : say('exec plug-in {command}', { command });
  try {
    const { notAfter } = readCertificateFacts(Buffer.from(data, 'base64'));
    return say('certificate until {instant}', { instant: instantOf(notAfter) });
  } catch {
    return say('certificate that cannot be read');
  }
}
