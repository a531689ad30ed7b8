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
    const { file, summary, said = summary, files } = await services.undo();
    if (output.json) output.data({ file, summary, files });
    else output.write(say('restored {files}: {summary}', { files: files.map(output.path), summary: said }));
    return undefined;
  },
});
