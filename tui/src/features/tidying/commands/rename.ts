import { defineCommand } from '../../../shell/command.js';
import { planCommand } from '../plan-command.js';

export const command = defineCommand({
  name: 'contexts rename',
  summary: 'rename a context, also where it is the current one',
  usage: 'OLD NEW',
  positionals: { min: 2, max: 2, completes: 'context' },
  options: {
    'dry-run': { type: 'boolean', summary: 'show what would change, and write nothing' },
  },
  examples: [
    {
      line: 'ackring contexts rename kubernetes-admin-c82e6987e2961451182edacd74faf0f0b prod',
      summary: 'its cluster and user keep their names',
    },
  ],
  async run(context) {
    const [from = '', to = ''] = context.positionals;
    return planCommand(context, (services) => services.planRename(from, to), { asks: false });
  },
});
