import { type PruneKind, pruneKinds } from '@ackring/core/contexts';
import { defineCommand } from '../../../shell/command.js';
import { planCommand } from '../plan-command.js';

export const command = defineCommand({
  name: 'contexts prune',
  summary: 'remove contexts that are expired or whose cluster is gone, and entries that nothing uses',
  usage: '',
  positionals: { min: 0, max: 0 },
  options: {
    expired: { type: 'boolean', summary: "only those whose certificate has ended, whoever's it is" },
    orphaned: {
      type: 'boolean',
      summary: 'only clusters and users that no context uses, and contexts that lack one',
    },
    gone: {
      type: 'boolean',
      summary:
        'only those of clusters that are gone: fetched by ackring, and looked for as their own account',
    },
    'dry-run': { type: 'boolean', summary: 'show what would go, and write nothing' },
  },
  examples: [
    { line: 'ackring contexts prune --dry-run', summary: 'all three kinds; nothing is written' },
    { line: 'ackring contexts prune --expired --yes', summary: 'in a script' },
  ],
  async run(context) {
    const { options, progress, signal } = context;
    const named = pruneKinds.filter((kind: PruneKind) => options[kind]);
    const kinds = named.length > 0 ? named : pruneKinds;
    return planCommand(
      context,
      (services) => progress.during(({ plan }) => plan, services.planPrune(kinds, { signal })),
      { asks: true },
    );
  },
});
