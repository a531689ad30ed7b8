import { defineCommand } from '../../../shell/command.js';
import { grantOptions, runGrant } from '../granting-command.js';

export const command = defineCommand({
  name: 'access withdraw',
  summary: 'take a role inside a cluster back; everything else the identity has stays',
  usage: 'USER',
  positionals: { min: 1, max: 1, completes: 'user' },
  options: grantOptions,
  examples: [
    {
      line: 'ackring access withdraw mei --cluster prod --role ops --confirm mei',
      summary: 'take back what was granted',
    },
  ],
  run: (context) => runGrant('take', context),
});
