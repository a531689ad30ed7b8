import { readCertificateFacts } from '../certificate/certificate.js';
import { type EntryChange, itemNamed } from './merge-entries.js';
import { parseTree } from './parse-tree.js';
import { withoutLogin } from './server-url.js';
import { sectionNames } from './tree.js';
import { isSameValue, listOf, mappingOf, textOf, type YamlMapping } from './yaml-value.js';

/** One entry of the file, and what becomes of it. */
export interface MergeChange {
  /** Such as `users/ack/cn-hangzhou/prod`, or `current-context`. */
  readonly path: string;
  readonly change: 'add' | 'update' | 'none';
  /** The file it is in where that is another than the merge's. */
  readonly file?: string;
  /** For people: what is new in it, without a secret. */
  readonly detail: string;
}

/** What one entry of a file becomes from one text to another. */
export interface FileChange {
  readonly path: string;
  readonly change: 'add' | 'update' | 'remove';
  /** What is there afterwards, or was there, without a secret. */
  readonly detail: string;
}

/** What a file gains, changes and loses between two texts (null: no file). Throws KubeconfigInvalid. */
export function changesBetween(before: string | null, after: string | null, file: string): FileChange[] {
  const read = (text: string | null): YamlMapping => (text === null ? {} : parseTree(text, file).value);
  const [from, to] = [read(before), read(after)];
  const entries = sectionNames.flatMap((section) => {
    const items = [...listOf(from[section]), ...listOf(to[section])];
    const names = new Set(items.map((item) => textOf(mappingOf(item)['name']) ?? ''));
    return [...names].map((name) =>
      describeBoth(section, name, { from: itemNamed(from[section], name), to: itemNamed(to[section], name) }),
    );
  });
  const [was, is] = [textOf(from['current-context']), textOf(to['current-context'])];
  const switched =
    is === null && was !== null
      ? [{ path: 'current-context', change: 'remove' as const, detail: was }]
      : describeSwitch({ before: was, after: is });
  return [...entries, ...switched].flatMap(({ path, change, detail }) =>
    change === 'none' ? [] : [{ path, change, detail }],
  );
}

function describeBoth(
  section: EntryChange['section'],
  name: string,
  { from, to }: { readonly from: YamlMapping | null; readonly to: YamlMapping | null },
): MergeChange | FileChange {
  if (to !== null) return describeEntry({ section, name, from, to });
  return { path: `${section}/${name}`, change: 'remove', detail: summaries[section](from ?? {}) };
}

/** The semantic preview: each entry the merge sets, then current-context where it is switched. */
export function describeChanges(
  entries: readonly EntryChange[],
  currentContext: { readonly before: string | null; readonly after: string | null },
): MergeChange[] {
  return [...entries.map(describeEntry), ...describeSwitch(currentContext)];
}

/** What becomes of current-context: one change, or none where it stays. */
export function describeSwitch({
  before,
  after,
}: {
  readonly before: string | null;
  readonly after: string | null;
}): MergeChange[] {
  if (before === after) return [];
  const detail = before === null ? `${after}` : `${after} (was ${before})`;
  return [{ path: 'current-context', change: before === null ? 'add' : 'update', detail }];
}

function describeEntry({ section, name, from, to }: EntryChange): MergeChange {
  const summary = summaries[section];
  const after = summary(to);
  const path = `${section}/${name}`;
  if (!from) return { path, change: 'add', detail: after };
  if (isSameValue(from, to)) return { path, change: 'none', detail: after };
  const before = summary(from);
  return { path, change: 'update', detail: before === after ? after : `${after} (was ${before})` };
}

const summaries = {
  clusters: (item: YamlMapping) => withoutLogin(textOf(mappingOf(item['cluster'])['server']) ?? 'no server'),
  contexts: (item: YamlMapping) => {
    const context = mappingOf(item['context']);
    const namespace = textOf(context['namespace']);
    return `user ${textOf(context['user']) ?? 'none'}${namespace === null ? '' : `, namespace ${namespace}`}`;
  },
  users: (item: YamlMapping) => describeUser(mappingOf(item['user'])),
} as const;

function describeUser(user: YamlMapping): string {
  const data = textOf(user['client-certificate-data']);
  const command = textOf(mappingOf(user['exec'])['command']);
  if (data === null) return command === null ? 'no certificate' : `exec plug-in ${command}`;
  try {
    const { notAfter } = readCertificateFacts(Buffer.from(data, 'base64'));
    return `certificate until ${notAfter.toISOString().replace('.000Z', 'Z')}`;
  } catch {
    return 'certificate that cannot be read';
  }
}
