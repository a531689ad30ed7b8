import { say } from '../../../messages/say.js';
import { defineCommand } from '../../../shell/command.js';
import { rotationOptions } from './options.js';

export const command = defineCommand({
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
