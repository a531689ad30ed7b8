import { say } from '../../../messages/say.js';
import { defineCommand } from '../../../shell/command.js';

export const command = defineCommand({
  name: 'undo',
  summary: 'take back the last write of a kubeconfig file',
  usage: '',
  positionals: { min: 0, max: 0 },
  options: {},
  examples: [{ line: 'ackring undo', summary: 'refused when the file has changed since' }],
  async run({ services, output }) {
    const undone = await services.undo();
    if (output.json) output.data(undone);
    else
      output.write(
        say('restored {files}: {summary}', { files: undone.files.map(output.path), summary: undone.summary }),
      );
    return undefined;
  },
});
