import type { ContextsPlan } from '@ackring/core/contexts';
import { AckringError, exitCodes, visible } from '@ackring/core/words';
import { say } from '../../messages/say.js';
import { ask } from '../../shell/ask.js';
import type { CommandContext } from '../../shell/command.js';
import { readerOf } from '../../shell/text-table.js';
import type { Services } from '../../world/services.js';
import { withoutOptimizing } from '../../world/v8-options.js';
import { noteText } from './note-text.js';

type Context = Pick<
  CommandContext,
  'services' | 'output' | 'global' | 'isInteractive' | 'stdin' | 'signal' | 'home' | 'language'
> & {
  readonly options: { readonly 'dry-run': boolean };
};

/**
 * Shows the changes of the kubeconfig files, and makes them: at once, or if something is removed (`asks`), after a
 * yes. Without a terminal and without `--yes` it only prints the plan, with the matching exit code.
 */
export async function planCommand(
  context: Context,
  makePlan: (services: Services) => Promise<ContextsPlan>,
  { asks }: { readonly asks: boolean },
): Promise<number | undefined> {
  withoutOptimizing();
  const { services, output, global, options, isInteractive } = context;
  const isDryRun = options['dry-run'];
  if (!isDryRun) await services.refuseWhenReadOnly(say('change kubeconfig files'));
  const plan = await makePlan(services);
  const isUnanswered = asks && !isDryRun && !global.yes && plan.files.length > 0;
  const isAsking = isUnanswered && isInteractive && !output.json;
  if (!output.json) await show(plan, context);
  if (isUnanswered && !isAsking) {
    if (output.json) output.data(toJson(plan, false));
    throw unconfirmed();
  }
  if (
    isAsking &&
    !(await ask((await readerOf(context)).messages.questions.change(plan.files.length), context))
  ) {
    output.note(say('nothing was changed'));
    return exitCodes.refused;
  }
  if (!isDryRun && plan.files.length > 0) await services.applyPlan(plan);
  if (output.json) output.data(toJson(plan, !isDryRun));
  else if (!isDryRun && plan.files.length > 0) output.note(say('done; `ackring undo` takes it back'));
  return isPartial(plan) ? exitCodes.partial : undefined;
}

function toJson({ files }: ContextsPlan, applied: boolean) {
  return files.map(({ file, changes }) => ({
    file,
    changes: changes.map(({ path, change }) => ({ path, change })),
    applied,
  }));
}

const signs = { add: '+', update: '~', remove: '-' } as const;

async function show({ files, notes }: ContextsPlan, context: Context): Promise<void> {
  const { output, home } = context;
  for (const { file, changes } of files) {
    output.write(output.path(file));
    for (const { path, change, detail } of changes)
      output.write(`  ${signs[change]} ${visible(path)}  ${output.text(detail)}`.trimEnd());
  }
  if (files.length === 0) output.note(say('nothing to change'));
  if (notes.length === 0) return;
  const { messages } = await readerOf(context);
  for (const note of notes) output.note(noteText(note, home, messages));
}

/** Some of it could not be read. */
function isPartial({ notes }: ContextsPlan): boolean {
  return notes.some((note) => note.kind === 'notAsked' && note.why === 'unanswered');
}

function unconfirmed(): AckringError {
  return new AckringError('ConfirmationMissing', say('nothing was changed: this takes something away'), {
    remedy: say('Look at the plan, and add `--yes`.'),
  });
}
