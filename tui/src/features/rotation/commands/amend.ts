import type { Move, Standing } from '@ackring/core/rotation';
import { AckringError, dayOf } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { defineCommand, usageError } from '../../../shell/command.js';
import type { Output } from '../../../shell/output.js';
import { agreed, planned } from '../../../shell/planned.js';
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
      summary: 'of a cluster that is not selected any more; asks first',
    },
    {
      line: 'ackring rotate dismiss prod/self --reason "moved to prod-2" --yes',
      summary: 'in a script',
    },
  ],
  async run(context) {
    const { options, positionals, global, services, output, signal } = context;
    const [name = ''] = positionals;
    const reason = options.reason?.trim() ?? '';
    if (reason === '') {
      throw usageError(
        say('`rotate dismiss` needs --reason TEXT'),
        say('Such as `ackring rotate dismiss prod/self --reason "moved to prod-2"`.'),
      );
    }
    const configuration = await services.rotation.configuration(options.config ?? null);
    const asked = { configuration, reason, signal };
    return planned(context, {
      planning: services.rotation.dismiss({ ...asked, name, mode: 'plan' }),
      show: ({ standing }) => showDismissal(standing, output),
      confirm: async () => global.readOnly || agreed((words) => words.dismiss, context),
      apply: async ({ standing }, isAgreed) => {
        if (!isAgreed) throw unconfirmed();
        return services.rotation.dismiss({ ...asked, name: standing.key });
      },
      json: ({ standing }, outcome) => ({
        ...{ key: standing.key, label: standing.label, reason },
        places: standing.places.map(({ sink, place, until }) => ({ sink, place, until })),
        at: outcome?.standing.dismissed?.at ?? null,
      }),
      tell: ({ standing: { label } }) => {
        output.note(say('dismissed {label}: it is told no more, unless it is selected again', { label }));
        return undefined;
      },
    });
  },
});

export const move = defineCommand({
  name: 'rotate move',
  summary: 'let a Secret follow its cluster’s new name; the old one is watched until it ends',
  usage: 'PLACE',
  positionals: { min: 1, max: 1 },
  options: rotationOptions,
  examples: [
    {
      line: 'ackring rotate move prod/self',
      summary: 'asks first; the next run delivers to the new name',
    },
    { line: 'ackring rotate move prod/self --yes', summary: 'in a script' },
  ],
  async run(context) {
    const { options, positionals, global, services, output, signal } = context;
    const [name = ''] = positionals;
    const configuration = await services.rotation.configuration(options.config ?? null);
    const asked = { configuration, signal };
    return planned(context, {
      planning: services.rotation.move({ ...asked, name, mode: 'plan' }),
      show: ({ moves }) => showMoves(moves, output),
      confirm: async () => global.readOnly || agreed((words) => words.move, context),
      apply: async ({ standing }, isAgreed) => {
        if (!isAgreed) throw unconfirmed();
        return services.rotation.move({ ...asked, name: standing.key });
      },
      json: ({ standing: { key, label }, moves }, outcome) => ({
        ...{ key, label, moves },
        applied: outcome !== null,
      }),
      tell: () => {
        output.note(
          say(
            'The next run delivers there: ackring rotate apply. Lead consumers to it; the old one is not renewed.',
          ),
        );
        return undefined;
      },
    });
  },
});

function showDismissal({ label, places }: Standing, output: Output): void {
  output.write(say('Dismiss {label}', { label }));
  for (const { sink, place, until } of places) {
    const end = until === null ? say('none') : dayOf(new Date(until));
    output.write(say('{place} · ends {end}', { place: place === null ? sink : `${sink} ${place}`, end }));
  }
}

function showMoves(moves: readonly Move[], output: Output): void {
  for (const { sink, from, to } of moves) output.write(say('{sink}: {from} → {to}', { sink, from, to }));
}

function unconfirmed(): AckringError {
  return new AckringError('ConfirmationMissing', say('nothing was changed'), {
    remedy: say('Look at the plan, and add `--yes`.'),
  });
}
