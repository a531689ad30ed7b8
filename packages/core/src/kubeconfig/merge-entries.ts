import type { IssuedEntries } from './issued.js';
import type { EntryNames } from './merge-target.js';
import { type Owner, withOwner } from './ownership.js';
import type { SectionName } from './tree.js';
import { isTyped, listOf, mappingOf, textOf, type YamlMapping, type YamlValue } from './yaml-value.js';

/** One list item as it is (null: not there) and as it is to be. */
export interface EntryChange {
  readonly section: SectionName;
  readonly name: string;
  readonly from: YamlMapping | null;
  readonly to: YamlMapping;
}

/**
 * The three list items a merge sets. Of an entry of ours that is there already, what the user added to it
 * (namespace, proxy, extensions …) stays.
 */
export function desiredEntries(
  value: YamlMapping,
  names: EntryNames,
  { issued, owner }: { readonly issued: IssuedEntries; readonly owner: Owner },
): EntryChange[] {
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

/** The list item of a name; null when there is none. */
export function itemNamed(list: YamlValue | undefined, name: string): YamlMapping | null {
  const item = listOf(list).find((each) => textOf(mappingOf(each)['name']) === name);
  return item === undefined ? null : mappingOf(item);
}

/**
 * A user who switched verification off keeps it so (the vendor's remedy for a dedicated cluster's name
 * mismatch): kubectl refuses an authority beside that flag. The inventory warns of it.
 */
function clusterFields(old: YamlMapping, issued: YamlMapping): YamlMapping {
  const { 'certificate-authority': _path, ...kept } = old;
  const flag = old['insecure-skip-tls-verify'];
  if (!isTyped(flag) || textOf(flag)?.toLowerCase() !== 'true') return { ...kept, ...issued };
  const { 'certificate-authority-data': _data, ...rest } = issued;
  return { ...old, ...rest };
}

/** The user's fields with the issued means of proof: none of the old ones is left beside it. */
export function userFields(old: YamlMapping, issued: YamlMapping): YamlMapping {
  const kept = Object.entries(old).filter(([key]) => !credentialKeys.has(key));
  return { ...Object.fromEntries(kept), ...issued };
}

const credentialKeys: ReadonlySet<string> = new Set([
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
  for (const { section, name, from, to } of entries) {
    const list = listOf(expected[section]);
    const isIt = (item: YamlValue) => textOf(mappingOf(item)['name']) === name;
    expected[section] = from ? list.map((item) => (isIt(item) ? to : item)) : [...list, to];
  }
  return use === null ? expected : { ...expected, 'current-context': use };
}
