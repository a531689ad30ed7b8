import { deadUndoProblem, type UndoPlan } from '@ackring/core/contexts';
import { toText } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { localTime } from '../../../messages/times.js';
import { type CommandContext, defineCommand } from '../../../shell/command.js';
import { agreed, planned } from '../../../shell/planned.js';
import { readerOf } from '../../../shell/text-table.js';
import { changeText } from '../../../subjects/context/change-lines.js';

export const command = defineCommand({
  name: 'undo',
  summary: 'take back the last write of a kubeconfig file',
  usage: '[FILE]',
  positionals: { min: 0, max: 1, completes: 'file' },
  options: {
    'dry-run': { type: 'boolean', summary: 'show what would be taken back, and write nothing' },
  },
  examples: [
    { line: 'ackring undo', summary: 'asks first; refused when the file has changed since' },
    { line: 'ackring undo --dry-run', summary: 'which file, which entries, and what stays' },
    {
      line: 'ackring undo ~/.kube/config',
      summary: 'the last write of this file, whatever was written since elsewhere',
    },
    {
      line: 'ackring undo --yes',
      summary: 'even where an expired certificate comes back; never past a revoke that wrote this file',
    },
  ],
  async run(context) {
    const { options, positionals, services, output, global, isInteractive } = context;
    const [file] = positionals;
    const isDryRun = options['dry-run'];
    const isAsked = isInteractive && !global.yes;
    return planned(context, {
      planning: services.planUndo(file),
      show: async (plan) => {
        if (isDryRun || isAsked) await showPlan(plan, context);
        // A refusal says the same.
        if (isDryRun || deadUndoProblem(plan) === null || global.yes || isInteractive)
          for (const { said } of plan.dead) output.note(said);
        for (const { said, summary } of plan.stays)
          output.note(say('stays as it is: {what}', { what: said ?? summary }));
        if (plan.unknown !== null) output.note(plan.unknown);
      },
      idle: () => (isDryRun ? { exitCode: undefined } : null),
      confirm: (plan) =>
        agreed((words) => (deadUndoProblem(plan) === null ? words.takeBack : words.evenDead), context),
      apply: ({ writes }, evenDead) => services.undo(writes, { evenDead, file }),
      json: (plan, outcome) => toJson(plan, outcome !== null),
      tell: ({ summary, said = summary, files }) => {
        const places = files.map(({ file }) => output.path(file));
        if (!output.json)
          output.write(say('taken back in {files}: {summary}', { files: places, summary: said }));
        return undefined;
      },
    });
  },
});

async function showPlan({ summary, said, at, files }: UndoPlan, context: CommandContext): Promise<void> {
  const { output } = context;
  const { timeZone } = await readerOf(context);
  output.write(say('{summary} · {at}', { summary: said ?? summary, at: localTime(at, timeZone) }));
  for (const { file, goes, changes } of files) {
    const place = output.path(file);
    output.write(goes ? say('{file}: it was not there before, and goes', { file: place }) : place);
    for (const each of changes) output.prose(changeText(each, output));
  }
}

function toJson({ files: undone, summary, at, dead, stays, unknown }: UndoPlan, applied: boolean): object {
  const files = undone.map(({ file }) => file);
  return {
    file: files[0] ?? '',
    summary,
    at: at.toISOString(),
    files,
    changes: undone.flatMap(({ file, changes }) =>
      changes.map(({ path, change }) => ({ file, path, change })),
    ),
    dead: dead.map(({ file, context, serial, cause, since }) => {
      return { file, context, serial, cause, since: since.toISOString() };
    }),
    stays: stays.map(({ at: when, action, summary: what }) => ({
      at: when.toISOString(),
      action,
      summary: what,
    })),
    unknown: unknown === null ? null : toText(unknown),
    applied,
  };
}
