import { leastRoles, type UsageRow } from '@ackring/core/usage';
import { clusterPlace } from '@ackring/core/words';
import { durationText } from '../../messages/times.js';
import { type Span, span } from '../../screen/drawing/line.js';
import { defineTable, printedColumn, type Reader } from '../../screen/table.js';
import { holderText } from './columns.js';

const fromColumn = (most: number) =>
  printedColumn<UsageRow, unknown>(
    ({ usage }) => usage.titles.from,
    (row) => some(addressesOf(row), most),
  );
const [fewAddresses, allAddresses] = [fromColumn(2), fromColumn(Number.POSITIVE_INFINITY)];

/** Who used which certificate, from the audit logs. */
export const usageTable = defineTable<UsageRow>({
  id: ({ cluster, identity, use }) => `${clusterPlace(cluster)}/${identity.uid}/${use?.commonName ?? ''}`,
  tie: [({ identity }) => identity.name, ({ cluster }) => cluster.name],
  sign: signOf,
  columns: [
    printedColumn(({ columns }) => columns.identity, holderText),
    printedColumn(
      ({ columns }) => columns.cluster,
      ({ cluster }) => cluster.name,
    ),
    printedColumn(({ columns }) => columns.used, lastUsedText),
    printedColumn(
      ({ usage }) => usage.titles.calls,
      ({ use }) => String(use?.calls ?? '–'),
      6,
    ),
    fewAddresses,
    printedColumn(
      ({ usage }) => usage.titles.agents,
      ({ use }) => some(use?.agents ?? [], 2),
      7,
    ),
    printedColumn(
      ({ usage }) => usage.titles.verbs,
      ({ use }) => some(use?.verbs ?? [], 4),
      8,
    ),
    printedColumn(
      ({ usage }) => usage.titles.namespaces,
      ({ use }) => some(use?.namespaces ?? [], 3),
      9,
    ),
    // A revoke changes it: of two rows of one holder it tells which is the old one.
    printedColumn(
      ({ usage }) => usage.titles.commonName,
      ({ use }) => use?.commonName ?? '–',
      5,
    ),
  ],
  fields: {
    cluster: ({ cluster }) => cluster.name,
    clusterId: ({ cluster }) => cluster.id,
    region: ({ cluster }) => cluster.region,
    identity: ({ identity }) => identity.name || identity.uid,
    uid: ({ identity }) => identity.uid,
    accountType: ({ identity }) => identity.type,
    accountState: ({ identity }) => identity.state,
    commonName: ({ use }) => use?.commonName ?? null,
    verdict: ({ verdict }) => verdict,
    firstUsed: ({ use }) => use?.first ?? null,
    lastUsed: ({ use }) => use?.last ?? null,
    count: ({ use }) => use?.calls ?? 0,
    refused: ({ use }) => use?.refused ?? 0,
    addresses: ({ use, newAddresses, unsureAddresses }) =>
      (use?.addresses ?? []).map(({ address, first, last, calls, agents }) => ({
        address,
        first,
        last,
        count: calls,
        agents,
        new: unsureAddresses.includes(address) ? null : newAddresses.includes(address),
      })),
    certificates: ({ use }) =>
      (use?.certificates ?? []).map(({ sha256, last, calls }) => ({ sha256, last, count: calls })),
    agents: ({ use }) => use?.agents ?? [],
    verbs: ({ use }) => use?.verbs ?? [],
    namespaces: ({ use }) => use?.namespaces ?? [],
    leastRoles: ({ use }) => (use === null ? [] : leastRoles(use)),
    isCut: ({ use }) => use?.isCut ?? false,
    seen: {
      from: ({ sight }) => sight.from,
      to: ({ sight }) => sight.asked.to,
      whole: ({ sight }) => sight.isWhole,
      gaps: ({ sight }) => sight.gaps,
    },
    account: ({ cluster: { account } }) => account?.id ?? null,
  },
});

/** What is printed of one account or several; what is no terminal takes every address. */
export function printedUsage({ isMany, isWhole }: { readonly isMany: boolean; readonly isWhole: boolean }) {
  const { sign, columns } = usageTable;
  const own = columns.map((each) => (each === fewAddresses && isWhole ? allAddresses : each));
  return { sign, columns: isMany ? [accountColumn, ...own] : own };
}

const accountColumn = printedColumn<UsageRow, unknown>(
  ({ titles }) => titles.account,
  ({ cluster: { account } }) => account?.profile ?? '',
);

/** `!` was used from a new address, `?` was not seen but not everything could be searched, `·` is unused. */
function signOf({ verdict, newAddresses }: UsageRow): Span {
  if (newAddresses.length > 0) return span('!', 'bad');
  if (verdict === 'unknown') return span('?', 'warn');
  return verdict === 'unused' ? span('·', 'dim') : span('●', 'good');
}

/** `3 min ago · 2 of 27 refused`, `unused for 180 d`, or for how long it was not seen. */
function lastUsedText({ use, verdict, sight }: UsageRow, { now, messages }: Reader): string {
  const since = (at: Date) => durationText(now.getTime() - at.getTime(), messages);
  if (use !== null) {
    const { last, refused, calls } = use;
    const ago = messages.header.fresh(since(last));
    // What is tried with a key that was revoked is no use of it.
    return refused === 0 ? ago : `${ago} · ${messages.usage.refused(refused, calls)}`;
  }
  return verdict === 'unused'
    ? messages.usage.unusedFor(since(sight.asked.from))
    : messages.usage.unseenFor(since(sight.from));
}

/** The new ones first, each marked. */
export function addressesOf({ use, newAddresses }: UsageRow): readonly string[] {
  const known = (use?.addresses ?? []).filter(({ address }) => !newAddresses.includes(address));
  return [...newAddresses.map((each) => `! ${each}`), ...known.map(({ address }) => address)];
}

function some(names: readonly string[], most: number): string {
  if (names.length === 0) return '–';
  const more = names.length > most ? ` +${names.length - most}` : '';
  return `${names.slice(0, most).join(' ')}${more}`;
}
