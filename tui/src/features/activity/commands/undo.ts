import { deadUndoProblem, type UndoPlan } from '@ackring/core/contexts';
import { say } from '../../../messages/say.js';
import { defineCommand } from '../../../shell/command.js';
import { agreed, planned } from '../../../shell/planned.js';

export const command = defineCommand({
  name: 'undo',
  summary: 'take back the last write of a kubeconfig file',
  usage: '',
  positionals: { min: 0, max: 0 },
  options: {},
  examples: [
    { line: 'ackring undo', summary: 'refused when the file has changed since' },
    { line: 'ackring undo --yes', summary: 'even where a revoked or expired certificate comes back' },
  ],
  async run(context) {
    const { services, output, global, isInteractive } = context;
    return planned(context, {
      planning: services.planUndo(),
      // A refusal says the same.
      show: (plan) => {
        if (deadUndoProblem(plan) === null || global.yes || isInteractive)
          for (const { said } of plan.dead) output.note(said);
      },
      confirm: async (plan) => deadUndoProblem(plan) === null || agreed((words) => words.evenDead, context),
      apply: ({ writes }, evenDead) => services.undo(writes, { evenDead }),
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

function toJson({ files: undone, summary, dead }: UndoPlan, applied: boolean): object {
  const files = undone.map(({ file }) => file);
  return {
    file: files[0] ?? '',
    summary,
    files,
    dead: dead.map(({ file, context, serial, cause, since }) => {
      return { file, context, serial, cause, since: since.toISOString() };
    }),
    applied,
  };
}
