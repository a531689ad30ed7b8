import { exitCodes, visible } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { defineCommand } from '../../../shell/command.js';
import { printTable } from '../../../shell/text-table.js';
import { contextTable } from '../table.js';

export const command = defineCommand({
  name: 'contexts',
  summary: 'list what the kubeconfig files hold, with each certificate and its status',
  usage: '',
  positionals: { min: 0, max: 0 },
  options: {
    kubeconfig: {
      type: 'string',
      multiple: true,
      value: 'FILE',
      completes: 'file',
      summary: 'look at this file instead of KUBECONFIG (repeatable)',
    },
  },
  examples: [
    { line: 'ackring contexts', summary: "kubectl's files, with its precedence" },
    { line: 'ackring contexts --kubeconfig ./old.yaml --json', summary: 'any other file' },
  ],
  async run(context) {
    const { options, services, output } = context;
    const given = options.kubeconfig.length > 0 ? options.kubeconfig : undefined;
    const { entries, problems, files, orphans = [] } = await services.contexts(given);
    const [first] = problems;
    if (first !== undefined && problems.length === files.length) throw first.error;
    if (output.json) output.data(entries.map(contextTable.toJson));
    else if (entries.length > 0) {
      await printTable(context, contextTable, entries, { withSigns: true });
    } else if (files.length === 0) output.note(say('no context in any kubeconfig file'));
    else output.note(say('no context in {files}', { files: files.map(output.path) }));
    for (const { context: name, warnings } of entries) {
      if (warnings.length > 0) output.note(visible(`${name}: ${warnings.join('; ')}`));
    }
    for (const { kind, name, file } of orphans) {
      output.note(
        say('{entry} in {file} is left over: no context leads to it', {
          entry: `${kind} ${name}`,
          file: output.path(file),
        }),
      );
    }
    for (const { file, error } of problems) output.problem({ file }, error);
    return first === undefined ? undefined : exitCodes.partial;
  },
});
