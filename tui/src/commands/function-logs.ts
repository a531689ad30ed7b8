import { keptRunsTable, logPlaceNote } from '../present/deployed-function.js';
import { defineCommand } from './command.js';
import { rotationOptions } from './rotation-options.js';

export const command = defineCommand({
  name: 'function logs',
  summary: "show a function's last runs, as its sinks remember them, and where its log is",
  usage: 'NAME',
  positionals: { min: 1, max: 1 },
  options: rotationOptions,
  examples: [
    {
      line: 'ackring function logs ackring-rotate --config rotation.yaml',
      summary: 'thirty runs at most, newest first; the configuration names the sinks',
    },
  ],
  async run({ options, positionals, services, output, signal }) {
    const [name = ''] = positionals;
    const configuration = await services.rotation.configuration(options.config ?? null);
    const [{ logs }, { runs }] = await Promise.all([
      services.functions.status(name, { signal }),
      services.rotation.keptRuns({ configuration, signal }),
    ]);
    if (output.json) output.data({ logs, runs });
    else output.write(keptRunsTable(runs, output.columns));
    output.note(logPlaceNote(logs));
    return undefined;
  },
});
