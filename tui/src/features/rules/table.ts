import type { RuleFinding } from '@ackring/core/rules';
import { visible } from '@ackring/core/words';
import { durationText } from '../../messages/times.js';
import { span } from '../../screen/drawing/line.js';
import { defineTable, printedColumn } from '../../screen/table.js';

/** Kubeconfigs under rules, each pair with its verdict. */
export const ruleTable = defineTable<RuleFinding>({
  id: ({ rule, cluster, identity }) => `${rule} ${cluster.id} ${identity.uid}`,
  tie: ({ cluster }) => cluster.name,
  sign: ({ verdict }) => (verdict === 'kept' ? span('✓', 'good') : span('✕', 'bad')),
  columns: [
    printedColumn(
      ({ rules }) => rules.title,
      ({ rule }) => String(rule),
    ),
    printedColumn(
      ({ columns }) => columns.identity,
      ({ identity }) => visible(identity.name),
    ),
    printedColumn(
      ({ columns }) => columns.cluster,
      ({ cluster }) => visible(cluster.name),
    ),
    printedColumn(
      ({ columns }) => columns.region,
      ({ cluster }) => cluster.region,
      8,
    ),
    printedColumn(
      ({ columns }) => columns.life,
      ({ lifeMs }, { messages }) => (lifeMs === null ? '–' : durationText(lifeMs, messages)),
    ),
  ],
  fields: {
    rule: ({ rule }) => rule,
    cluster: ({ cluster }) => cluster,
    identity: ({ identity }) => identity,
    /** Hours that are left, as the cloud tells no beginning. */
    life: ({ lifeMs }) => (lifeMs === null ? null : Math.floor(lifeMs / 3_600_000)),
    verdict: ({ verdict }) => verdict,
  },
});
