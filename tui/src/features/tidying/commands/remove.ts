import { defineCommand } from '../../../shell/command.js';
import { planCommand } from '../plan-command.js';

export const command = defineCommand({
  name: 'contexts remove',
  summary: 'remove contexts, with the clusters and users that no other one uses',
  usage: 'NAME…',
  positionals: { min: 1, max: Number.POSITIVE_INFINITY, completes: 'context' },
  options: {
    'dry-run': { type: 'boolean', summary: 'show what would go, and write nothing' },
  },
  examples: [
    { line: 'ackring contexts remove web old', summary: 'asks first; `ackring undo` takes it back' },
    { line: 'ackring contexts remove web --yes', summary: 'in a script' },
  ],
  async run(context) {
    return planCommand(context, (services) => services.planRemove(context.positionals), { asks: true });
  },
});
