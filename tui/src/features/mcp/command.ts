import { say } from '../../messages/say.js';
import { defineCommand } from '../../shell/command.js';

export const command = defineCommand({
  name: 'mcp',
  summary: 'serve an assistant over standard input and output (Model Context Protocol); it can only read',
  usage: '',
  positionals: { min: 0, max: 0 },
  options: {},
  changesNothing: true,
  examples: [
    { line: 'ackring mcp', summary: 'started by the assistant, which speaks JSON-RPC with it' },
    { line: 'ackring --profile ops mcp', summary: 'with the credentials of a profile that may only read' },
  ],
  async run({ services, output, progress, signal, stdin, isInteractive }) {
    // An assistant has no terminal there: whoever typed this would wait for nothing.
    if (isInteractive)
      output.note(say('an assistant starts this, and speaks JSON-RPC with it; Ctrl-C ends it'));
    const { serveAssistant } = await import('./server.js');
    await serveAssistant({ stdin, write: output.raw }, { services, output, progress, signal });
    return undefined;
  },
});
