import { defineCommand } from '../../../shell/command.js';
import { grantOptions, runGrant } from '../granting-command.js';

export const command = defineCommand({
  name: 'access grant',
  summary: 'give a RAM user or role a role inside a cluster; plan first',
  usage: 'USER',
  positionals: { min: 1, max: 1, completes: 'user' },
  options: grantOptions,
  examples: [
    {
      line: 'ackring access grant mei --cluster prod --role dev --namespace web',
      summary: 'the plan, and the RAM policy beside it',
    },
    {
      line: 'ackring access grant mei --cluster prod --role ops --confirm mei',
      summary: 'add it to what mei has',
    },
  ],
  run: (context) => runGrant('give', context),
});
