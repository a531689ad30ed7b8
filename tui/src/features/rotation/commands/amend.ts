import { say } from '../../../messages/say.js';
import { defineCommand, usageError } from '../../../shell/command.js';
import { rotationOptions } from './options.js';

export const dismiss = defineCommand({
  name: 'rotate dismiss',
  summary: 'end what nobody renews any more: it is not told again',
  usage: 'PLACE',
  positionals: { min: 1, max: 1 },
  options: {
    ...rotationOptions,
    reason: { type: 'string', value: 'TEXT', summary: 'why it may end; kept in the ledger' },
  },
  examples: [
    {
      line: 'ackring rotate dismiss prod/self --reason "moved to prod-2"',
      summary: 'of a cluster that is not selected any more',
    },
  ],
  async run({ options, positionals, services, output, signal }) {
    const [name = ''] = positionals;
    const reason = options.reason?.trim() ?? '';
    if (reason === '') {
      throw usageError(
        say('`rotate dismiss` needs --reason TEXT'),
        say('Such as `ackring rotate dismiss prod/self --reason "moved to prod-2"`.'),
      );
    }
    const configuration = await services.rotation.configuration(options.config ?? null);
    const { standing } = await services.rotation.dismiss({ configuration, name, reason, signal });
    const { key, label, dismissed } = standing;
    if (output.json) output.data({ key, label, reason, at: dismissed?.at ?? null });
    else output.write(say('dismissed {label}: it is told no more, unless it is selected again', { label }));
  },
});

export const move = defineCommand({
  name: 'rotate move',
  summary: 'let a Secret follow its cluster’s new name; the old one is watched until it ends',
  usage: 'PLACE',
  positionals: { min: 1, max: 1 },
  options: rotationOptions,
  examples: [{ line: 'ackring rotate move prod/self', summary: 'the next run delivers to the new name' }],
  async run({ options, positionals, services, output, signal }) {
    const [name = ''] = positionals;
    const configuration = await services.rotation.configuration(options.config ?? null);
    const { standing, moves } = await services.rotation.move({ configuration, name, signal });
    const { key, label } = standing;
    if (output.json) return void output.data({ key, label, moves });
    for (const { sink, from, to } of moves) output.write(say('{sink}: {from} → {to}', { sink, from, to }));
    output.note(
      say(
        'The next run delivers there: ackring rotate apply. Lead consumers to it; the old one is not renewed.',
      ),
    );
  },
});
