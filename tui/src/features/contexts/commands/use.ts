import type { UseOutcome, UseRequest } from '@ackring/core/contexts';
import { type Sentence, toAckringError, toText } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { type CommandContext, defineCommand, usageError } from '../../../shell/command.js';
import type { Output } from '../../../shell/output.js';

export const command = defineCommand({
  name: 'use',
  summary: 'make a context the current one, `-` the one before, and set its namespace',
  usage: '[CONTEXT|-]',
  positionals: { min: 0, max: 1, completes: 'context' },
  options: {
    namespace: {
      type: 'string',
      short: 'n',
      value: 'NAME',
      completes: 'namespace',
      summary: "the context's namespace from now on",
    },
    'dry-run': { type: 'boolean', summary: 'show what would change, and write nothing' },
  },
  examples: [
    { line: 'ackring use', summary: 'choose on the terminal, the last ones first' },
    {
      line: 'ackring use prod',
      summary: 'switch to it, or to the only one that ends in /prod; `ackring undo` takes it back',
    },
    { line: 'ackring use -', summary: 'back to the one before' },
    { line: 'ackring use --namespace web', summary: 'stay, in another namespace' },
  ],
  async run(place) {
    const { options, services, output } = place;
    const { namespace = null, 'dry-run': isDryRun } = options;
    const context = await wanted(place, namespace);
    const used = await services.use({ context, namespace, isDryRun, byEnd: true });
    const outcome = {
      ...used,
      warnings: [...used.warnings, ...(await absentWarning(namespace, used, place))],
    };
    if (output.json) output.data({ ...outcome, warnings: outcome.warnings.map((each) => toText(each)) });
    else printOutcome(outcome, output);
    return undefined;
  },
});

async function wanted(place: CommandContext, namespace: string | null): Promise<UseRequest['context']> {
  const [name] = place.positionals;
  if (name === '-') return { previous: true };
  if (name !== undefined || namespace !== null) return name ?? null;
  if (place.isInteractive) return (await import('../pick-context.js')).pickContext(place);
  throw usageError(say('`use` needs CONTEXT, `-` or --namespace'), say('List them: `ackring contexts`.'));
}

/** A person who switches does not wait long for a server. */
const timeoutMs = 2_000;

/** It may be made later, and so is no error. Where the server does not say, in time and clearly, nothing is said. */
async function absentWarning(
  namespace: string | null,
  { after, applied }: UseOutcome,
  { services, progress, signal }: CommandContext,
): Promise<readonly Sentence[]> {
  if (namespace === null || !applied) return [];
  const question = { apiVersion: 'v1', resource: 'namespaces', name: namespace, ...ofTheCluster };
  const looking = services.readCluster({ context: after }, question, { signal, timeoutMs });
  const isAbsent = await progress
    .during((words) => words.checks, looking)
    .then(
      () => false,
      (error: unknown) => toAckringError(error).code === 'ResourceNotFound',
    );
  return isAbsent ? [say('its API server has no namespace {namespace}', { namespace })] : [];
}

const ofTheCluster = { namespace: null, labelSelector: null, fieldSelector: null, log: null };

function printOutcome(
  { file, before, after, namespace, applied, warnings }: UseOutcome,
  output: Output,
): void {
  const was = before === null || before === after ? '' : say(' (was {context})', { context: before });
  const where = namespace === null ? '' : say(', namespace {namespace}', { namespace });
  const now = { context: after, where, was };
  output.write(applied ? say('{context}{where}{was}', now) : say('would be {context}{where}{was}', now));
  output.note(say('in {file}', { file: output.path(file) }));
  for (const warning of warnings) output.note(say('{context}: {warning}', { context: after, warning }));
}
