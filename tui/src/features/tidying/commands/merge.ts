import { type ForeignSource, type Reach, reaches } from '@ackring/core/contexts';
import { say } from '../../../messages/say.js';
import { type CommandContext, defineCommand, usageError } from '../../../shell/command.js';
import { readStandardInput } from '../../../shell/standard-input.js';
import { planCommand } from '../plan-command.js';

const options = {
  kubeconfig: { type: 'string', value: 'FILE', completes: 'file', summary: 'the file to merge into' },
  context: { type: 'string', value: 'NAME', summary: 'name the only context so' },
  use: { type: 'boolean', summary: 'make its current context the current one' },
  allow: {
    type: 'string',
    multiple: true,
    value: 'WHAT',
    choices: reaches,
    summary: 'take in what names programs, points to files or checks no server (repeatable)',
  },
  'dry-run': { type: 'boolean', summary: 'show exactly what would change, and write nothing' },
} as const;

export const command = defineCommand({
  name: 'merge',
  summary: 'take in a kubeconfig at hand, of any cloud, under names that are free',
  usage: 'FILE…|-',
  positionals: { min: 1, max: Number.POSITIVE_INFINITY, completes: 'file' },
  options,
  examples: [
    { line: 'ackring merge ./from-a-colleague.yaml --dry-run', summary: 'what would change' },
    { line: 'ackring merge - --context lab --use', summary: 'from standard input' },
  ],
  async run(context) {
    const { options, positionals } = context;
    const { kubeconfig = null, context: contextName = null, use, allow } = options;
    const allowed = new Set(
      allow.filter((each): each is Reach => (reaches as readonly string[]).includes(each)),
    );
    const request = { file: kubeconfig, contextName, use, allowed };
    return planCommand(
      context,
      async (services) =>
        services.planMerge({ ...request, sources: await readSources(context, positionals) }),
      { asks: false },
    );
  },
});

const mostOfStandardInput = 16 * 1_048_576;

async function readSources(
  context: CommandContext<typeof options>,
  files: readonly string[],
): Promise<readonly ForeignSource[]> {
  if (files.includes('-') && files.length > 1)
    throw usageError(say('`-` stands alone'), say('Name files, or pass one in.'));
  if (files[0] === '-')
    return [{ name: '-', text: await readStandardInput(context.stdin, mostOfStandardInput) }];
  return context.services.readForeign(files);
}
