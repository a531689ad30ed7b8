import { functionStatusText } from '../present/deployed-function.js';
import { defineCommand } from './command.js';

export const command = defineCommand({
  name: 'function status',
  summary: 'show a deployed function: its state, its timer, its retries',
  usage: 'NAME',
  positionals: { min: 1, max: 1 },
  options: {},
  examples: [
    { line: 'ackring function status ackring-rotate --region ap-northeast-1', summary: 'by its name' },
    { line: 'ackring function status ops/rotate --json', summary: 'in a service of Function Compute 2.0' },
  ],
  async run({ positionals, services, output, signal }) {
    const [name = ''] = positionals;
    const status = await services.functions.status(name, { signal });
    if (output.json) output.data(status);
    else output.write(functionStatusText(status));
    return undefined;
  },
});
