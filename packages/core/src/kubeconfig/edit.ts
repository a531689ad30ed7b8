import { differences, emptyKubeconfig, type FileChange } from './merge.js';
import type { EntryChange } from './merge-entries.js';
import { readEditable } from './read.js';
import { type Spliced, spliceAndProve } from './splice-proof.js';
import type { SectionName } from './tree.js';
import { listOf, mappingOf, textOf, type YamlMapping } from './yaml-value.js';

/** The change of one list item; `to` gets the item as it is (null: not there), and returns null to remove it. */
export interface EntryEdit {
  readonly section: SectionName;
  readonly name: string;
  readonly to: (item: YamlMapping | null) => YamlMapping | null;
}

interface KubeconfigEdits {
  readonly entries?: readonly EntryEdit[];
  /** The new current context; null leaves that alone. */
  readonly use?: string | null;
}

/**
 * A kubeconfig's new text with some entries changed, every other character as it was: parsed again and compared with
 * the intended content before it is returned. Throws KubeconfigInvalid, and Refused for a layout that cannot be edited
 * safely.
 */
export function editKubeconfig(existing: string | null, file: string, edits: KubeconfigEdits): string {
  return edited(existing, file, edits).after.pieces.join('');
}

/** The same in pieces, a single one if nothing changes, and what is different in it. */
export function editedKubeconfig(
  existing: string | null,
  file: string,
  edits: KubeconfigEdits,
): { readonly pieces: readonly string[]; readonly changes: readonly FileChange[] } {
  const { before, after } = edited(existing, file, edits);
  return { pieces: after.pieces, changes: differences(existing === null ? {} : before, after.value) };
}

function edited(
  existing: string | null,
  file: string,
  { entries = [], use = null }: KubeconfigEdits,
): { readonly before: YamlMapping; readonly after: Spliced } {
  const before = existing ?? emptyKubeconfig;
  const { tree } = readEditable(before, file);
  const sections = new Set(entries.map(({ section }) => section));
  const items = new Map(Array.from(sections, (section) => [section, itemsOf(tree.value, section)]));
  const changes = entries.map(({ section, name, to }): EntryChange => {
    const from = items.get(section)?.get(name) ?? null;
    return { section, name, from, to: to(from) };
  });
  return { before: tree.value, after: spliceAndProve(before, tree, { file, entries: changes, use }) };
}

function itemsOf(value: YamlMapping, section: SectionName): Map<string, YamlMapping> {
  return new Map(
    listOf(value[section]).map((item) => [textOf(mappingOf(item)['name']) ?? '', mappingOf(item)]),
  );
}

/** The text of a kubeconfig with another current context. Throws like `editKubeconfig`. */
export function withCurrentContext(existing: string | null, file: string, context: string): string {
  return editKubeconfig(existing, file, { use: context });
}

/** Sets the namespace of an existing context. */
export function namespaceEdit(context: string, namespace: string): EntryEdit {
  return {
    section: 'contexts',
    name: context,
    to: (item) => item && { ...item, context: { ...mappingOf(item['context']), namespace } },
  };
}
