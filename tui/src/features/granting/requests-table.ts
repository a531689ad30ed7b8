import { type EndingRight, rightState } from '@ackring/core/granting';
import { uidWithName } from '@ackring/core/words';
import { localTime } from '../../messages/times.js';
import { span } from '../../screen/drawing/line.js';
import { defineTable, printedColumn, type Reader } from '../../screen/table.js';
import { tableText } from '../../shell/text-table.js';

/** With the names of who asked and who gave, where they were met before. */
export function rightsWithNames(
  rights: readonly EndingRight[],
  met: Parameters<typeof uidWithName>[1],
): readonly EndingRight[] {
  return rights.map((right) => ({
    ...right,
    by: uidWithName(right.by, met),
    request: right.request && { ...right.request, by: uidWithName(right.request.by, met) },
  }));
}

/** What `access requests` prints, on so many columns. */
export function requestsText(rights: readonly EndingRight[], reader: Reader, columns: number): string {
  if (rights.length === 0) return reader.messages.granting.requests.none;
  return tableText(requestsTable, rights, { reader, columns });
}

/** A role as it was observed last: what nobody saw is unknown. */
export const requestsTable = defineTable<EndingRight>({
  id: ({ id }) => id,
  tie: ({ identity, cluster }) => `${identity.name} ${cluster.name}`,
  sign: () => span('–', 'dim'),
  columns: [
    printedColumn(
      ({ columns }) => columns.identity,
      ({ identity }) => identity.name,
    ),
    printedColumn(
      ({ columns }) => columns.cluster,
      ({ cluster, role }) => (role.namespace === null ? cluster.name : `${cluster.name}/${role.namespace}`),
    ),
    printedColumn(
      ({ granting }) => granting.requests.role,
      ({ role }) => role.name,
    ),
    printedColumn(
      ({ granting }) => granting.requests.until,
      ({ until }, { timeZone }) => localTime(until, timeZone),
    ),
    printedColumn(
      ({ columns }) => columns.state,
      (right, { messages: { granting }, now }) => {
        const { over, until } = right;
        const isDue = over === null && until <= now;
        return isDue ? granting.requests.due : granting.requests.states[rightState(right).state];
      },
    ),
    printedColumn(
      ({ granting }) => granting.requests.asOf,
      (right, { timeZone }) => localTime(rightState(right).asOf, timeZone),
      8,
    ),
    printedColumn(
      ({ granting }) => granting.requests.by,
      ({ request, by }) => (request === null ? by : `${request.by} → ${by}`),
      16,
    ),
    printedColumn(
      ({ columns }) => columns.reason,
      ({ reason }) => reason,
      0.5,
    ),
  ],
  fields: {
    id: ({ id }) => id,
    account: ({ accountId }) => accountId,
    identity: ({ identity }) => identity,
    cluster: ({ cluster }) => cluster.name,
    clusterId: ({ cluster }) => cluster.id,
    region: ({ cluster }) => cluster.region,
    role: ({ role }) => role.name,
    namespace: ({ role }) => role.namespace,
    by: ({ by }) => by,
    request: ({ request }) => request,
    reason: ({ reason }) => reason,
    ledger: ({ ledger }) => ledger,
    askedAt: ({ askedAt }) => askedAt,
    until: ({ until }) => until,
    state: (right) => rightState(right).state,
    asOf: (right) => rightState(right).asOf,
    trouble: ({ trouble }) => trouble,
  },
});
