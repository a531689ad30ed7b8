import { exitCodes } from '@ackring/core/words';
import { say } from '../../messages/say.js';
import { defineCommand } from '../../shell/command.js';
import { printTable } from '../../shell/text-table.js';
import { requestsTable, rightsWithNames } from './requests-table.js';

export const command = defineCommand({
  name: 'access requests',
  summary:
    'the roles that were given from this machine for a time: whose, until when, why, and what is known of each',
  usage: '',
  positionals: { min: 0, max: 0 },
  options: {
    config: {
      type: 'string',
      value: 'FILE',
      completes: 'file',
      summary: 'with those in the ledger of this rotation, whoever gave them',
    },
  },
  examples: [
    { line: 'ackring access requests', summary: 'each as it was observed last' },
    { line: 'ackring access requests --config rotation.yaml', summary: 'with those that others gave' },
  ],
  async run(context) {
    const { services, output, options } = context;
    const { rotation, granting } = services;
    const ledger = options.config === undefined ? null : await rotation.rightsLedger(options.config);
    const { rights, errors } = await granting.rights(ledger);
    if (output.json) output.list(rights, requestsTable.toJson);
    else if (rights.length > 0) {
      const met = await services.cachedHolders().catch(() => []);
      await printTable(context, requestsTable, rightsWithNames(rights, met));
    } else output.note(say('no role was given from this machine for a time'));
    for (const error of errors) output.problem({ record: 'record' }, error);
    return errors.length > 0 ? exitCodes.partial : undefined;
  },
});
