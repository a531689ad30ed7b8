import type { UseOutcome, UseRequest } from '@ackring/core/contexts';
import { AckringError, nearest, shell, toAckringError, toText } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { type CommandContext, defineCommand, usageError } from '../../../shell/command.js';
import { foundOrPicked, type Mistyped } from '../../../shell/found-or-picked.js';
import { notFetched } from '../../../shell/not-fetched.js';
import type { Output } from '../../../shell/output.js';

const options = {
  namespace: {
    type: 'string',
    short: 'n',
    value: 'NAME',
    completes: 'namespace',
    summary: "the context's namespace from now on",
  },
  force: { type: 'boolean', summary: 'also a namespace that its API server does not have' },
  'dry-run': { type: 'boolean', summary: 'show what would change, and write nothing' },
} as const;

export const command = defineCommand({
  name: 'use',
  summary: 'make a context the current one, `-` the one before, and set its namespace',
  usage: '[CONTEXT|-]',
  positionals: { min: 0, max: 1, completes: 'context' },
  options,
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
    const { output } = place;
    const [typed] = place.positionals;
    const outcome =
      typed === undefined || typed === '-'
        ? await switched(await untyped(place), place)
        : await foundOrPicked(typed, place, {
            look: () => switched(typed, place),
            choose: async (mistyped) => {
              const unfetched = await notFetched(mistyped.problem, 'use', place.services);
              if (unfetched !== null) throw unfetched;
              return switched(await picked(place, mistyped), place);
            },
          });
    if (output.json) output.data(toJson(outcome));
    else printOutcome(outcome, output);
    return undefined;
  },
});

type Place = CommandContext<typeof options>;

async function untyped(place: Place): Promise<UseRequest['context']> {
  if (place.positionals[0] === '-') return { previous: true };
  if (place.options.namespace !== undefined) return null;
  if (place.isInteractive) return picked(place);
  throw usageError(say('`use` needs CONTEXT, `-` or --namespace'), say('List them: `ackring contexts`.'));
}

async function picked(place: Place, mistyped?: Mistyped): Promise<string> {
  return (await import('../pick-context.js')).pickContext(place, mistyped);
}

async function switched(context: UseRequest['context'], place: Place): Promise<UseOutcome> {
  const { namespace = null, force, 'dry-run': isDryRun } = place.options;
  const request = { context, namespace, byEnd: true };
  if (namespace !== null && !force) {
    const { after } = await place.services.use({ ...request, isDryRun: true });
    await refuseAbsent(namespace, after, place);
  }
  return place.services.use({ ...request, isDryRun });
}

/** A person who switches does not wait long for a server. */
const timeoutMs = 2_000;

/** Before anything is written. What the server does not say, in time and clearly, refuses nothing. */
async function refuseAbsent(namespace: string, context: string, place: CommandContext): Promise<void> {
  const { positionals, progress, signal } = place;
  const names = await progress.during((words) => words.checks, namesInstead(namespace, context, place));
  signal.throwIfAborted();
  if (names === null) return;
  const meant = nearest(namespace, names);
  const hint = meant === null ? '' : say('; did you mean {name}?', { name: meant });
  const command =
    positionals.length === 0
      ? shell`ackring use --namespace ${namespace} --force`
      : shell`ackring use ${context} --namespace ${namespace} --force`;
  throw new AckringError(
    'ResourceNotFound',
    say('the API server of {context} has no namespace {namespace}{hint}', { context, namespace, hint }),
    { remedy: say('Nothing was changed. To set it nonetheless: `{command}`.', { command }) },
  );
}

/** The namespaces that are there, as far as they are told, where this one is not; null if it is, or nobody can tell. */
async function namesInstead(
  namespace: string,
  context: string,
  { services, signal }: CommandContext,
): Promise<readonly string[] | null> {
  const bounds = { signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]), timeoutMs };
  const read = (name: string | null) =>
    services.readCluster(
      { context },
      { apiVersion: 'v1', resource: 'namespaces', name, ...ofTheCluster },
      bounds,
    );
  const isNotFound = (error: unknown) => toAckringError(error).code === 'ResourceNotFound';
  const isAbsent = await read(namespace).then(() => false, isNotFound);
  if (!isAbsent) return null;
  return read(null).then(
    (answer) => (answer.kind === 'list' ? answer.rows.flatMap(([name]) => name ?? []) : []),
    // Who has no namespaces at all is no API server.
    (error) => (isNotFound(error) ? null : []),
  );
}

const ofTheCluster = { namespace: null, labelSelector: null, fieldSelector: null, log: null };

function toJson({ hasEnded: _, ...outcome }: UseOutcome): Record<string, unknown> {
  return { ...outcome, warnings: outcome.warnings.map((each) => toText(each)) };
}

function printOutcome(
  { file, before, after, namespace, applied, warnings, hasEnded }: UseOutcome,
  output: Output,
): void {
  const was = before === null || before === after ? '' : say(' (was {context})', { context: before });
  const where = namespace === null ? '' : say(', namespace {namespace}', { namespace });
  const now = { context: after, where, was };
  output.write(applied ? say('{context}{where}{was}', now) : say('would be {context}{where}{was}', now));
  output.note(say('in {file}', { file: output.path(file) }));
  for (const warning of warnings) output.note(say('{context}: {warning}', { context: after, warning }));
  if (hasEnded) output.note(say('a new one: `{command}`', { command: shell`ackring renew ${after}` }));
}
