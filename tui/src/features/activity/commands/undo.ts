import { deadUndoProblem } from '@ackring/core/contexts';
import { exitCodes } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { defineCommand } from '../../../shell/command.js';
import { ask } from '../../../shell/planned.js';
import { readerOf } from '../../../shell/text-table.js';

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
    const plan = await services.planUndo();
    const problem = global.yes ? null : deadUndoProblem(plan);
    const isAsking = problem !== null && isInteractive && !output.json;
    if (problem !== null && !isAsking) throw problem;
    if (!output.json) for (const { said } of plan.dead) output.note(said);
    if (isAsking && !(await ask((await readerOf(context)).messages.questions.evenDead, context))) {
      output.note(say('nothing was changed'));
      return exitCodes.refused;
    }
    const { file, summary, said = summary, files } = await services.undo(plan.writes, { evenDead: true });
    const dead = plan.dead.map(({ file, context, serial, cause, since }) => {
      return { file, context, serial, cause, since: since.toISOString() };
    });
    if (output.json) output.data({ file, summary, files, dead });
    else
      output.write(say('taken back in {files}: {summary}', { files: files.map(output.path), summary: said }));
    return undefined;
  },
});
