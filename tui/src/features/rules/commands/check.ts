import { inClusterOrder } from '@ackring/core/fleet';
import { checkRules, type RuleFinding } from '@ackring/core/rules';
import { exitCodes, visible } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { durationText } from '../../../messages/times.js';
import { span } from '../../../screen/drawing/line.js';
import { defineTable, printedColumn } from '../../../screen/table.js';
import { collectFleet, reportUnread } from '../../../shell/collect-fleet.js';
import { defineCommand, usageError } from '../../../shell/command.js';
import { printTable } from '../../../shell/text-table.js';
import { readRules } from '../../../subjects/rule/rules-file.js';

export const command = defineCommand({
  name: 'policy check',
  summary: 'hold the kubeconfigs of the fleet against rules for how long they live',
  usage: '',
  positionals: { min: 0, max: 0 },
  options: {
    file: { type: 'string', value: 'FILE', completes: 'file', summary: 'the rules, YAML or JSON' },
    broken: { type: 'boolean', summary: 'only what breaks a rule' },
  },
  examples: [
    {
      line: 'ackring policy check --file rules.yaml',
      summary: 'exit 0 kept, 1 broken, 2 unreadable file, 7 not all could be read',
    },
  ],
  async run(context) {
    const { options, services, output, progress, signal } = context;
    if (options.file === undefined) {
      throw usageError(
        say('`policy check` needs --file FILE'),
        say('A rule is such as {example}.', { example: '`- {identities: people, maxLife: 90d}`' }),
      );
    }
    const rules = await readRules(options.file);
    const fleet = await collectFleet(context);
    reportUnread(fleet, output);
    const now = services.clock.now();
    const findings: RuleFinding[] = [];
    let failed = 0;
    let answered = 0;
    progress.show((words) => words.clusters(0, fleet.clusters.length));
    const answers = services.scanHolders(fleet.clusters, { signal });
    for await (const event of inClusterOrder(fleet.clusters, answers)) {
      answered += 1;
      progress.show((words) => words.clusters(answered, fleet.clusters.length));
      if (event.kind === 'states') findings.push(...checkRules(rules, event.states, now));
      else {
        failed += 1;
        output.problem({ cluster: event.cluster.name, id: event.cluster.id }, event.error);
      }
    }
    progress.end();
    const shown = findings.filter(({ verdict }) => !options.broken || verdict === 'broken');
    if (output.json) output.list(shown, ruleTable.toJson);
    else await printTable(context, ruleTable, shown, { withSigns: true });
    const broken = findings.filter(({ verdict }) => verdict === 'broken').length;
    output.note(say('{broken} of {count} break a rule', { broken, count: findings.length }));
    const applied = new Set(findings.map(({ rule }) => rule));
    for (const rule of rules.keys())
      if (!applied.has(rule + 1))
        output.note(
          say('rule {rule} applies to no kubeconfig that was read: does what it names exist?', {
            rule: rule + 1,
          }),
        );
    if (broken > 0) return exitCodes.failed;
    return failed > 0 ? exitCodes.partial : fleet.exitCode;
  },
});

/** Kubeconfigs under rules, each pair with its verdict. */
const ruleTable = defineTable<RuleFinding>({
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
