import type { LifePlan } from '@ackring/core/granting';
import { exitCodes, toAckringError, visible } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { typedName } from '../../../shell/ask.js';
import { defineCommand, usageError } from '../../../shell/command.js';
import { parseSpan } from '../../../shell/duration.js';
import { readerOf } from '../../../shell/text-table.js';
import { lifeLines } from '../plan-text.js';

export const command = defineCommand({
  name: 'life',
  summary: 'set how long the certificates of an identity live; the account root only',
  usage: 'CLUSTER',
  positionals: { min: 1, max: 1, completes: 'cluster' },
  options: {
    user: { type: 'string', value: 'USER', completes: 'user', summary: 'whose, by name or uid' },
    for: { type: 'string', value: 'DURATION', summary: 'how long, in whole hours: 12h, 30d' },
    confirm: {
      type: 'string',
      value: 'CLUSTER',
      summary: 'the name typed in full: without it only the plan is shown',
    },
  },
  examples: [
    { line: 'ackring life prod --user ci --for 30d', summary: 'the plan' },
    { line: 'ackring life prod --user ci --for 30d --confirm prod', summary: 'from the next certificate on' },
  ],
  async run(context) {
    const { options, positionals, services, output, progress, signal } = context;
    const [idOrName = ''] = positionals;
    if (options.user === undefined || options.for === undefined) {
      throw usageError(
        say('`life` needs --user USER and --for DURATION'),
        say('Such as `ackring life prod --user ci --for 30d`.'),
      );
    }
    const asked = {
      user: options.user,
      hours: parseSpan(options.for) / 3_600_000,
      cluster: () => services.findCluster(idOrName, { signal }),
    };
    const planning = services.granting.planLife(asked, { signal });
    const plan = await progress.during(({ plan }) => plan, planning);
    if (!output.json) output.write(lifeLines(plan, await readerOf(context)).join('\n'));
    const name = visible(plan.cluster.name);
    const confirm = await typedName(options.confirm, (words) => words.lifeIn(name), context);
    try {
      await progress.during(({ change }) => change, services.granting.applyLife(plan, { confirm, signal }));
    } catch (thrown) {
      const error = toAckringError(thrown);
      if (output.json && error.exitCode === exitCodes.refused) output.data(toJson(plan, false));
      throw error;
    }
    if (output.json) output.data(toJson(plan, true));
    else output.note(say('the next certificate of {name} lives that long', { name: plan.identity.name }));
    return undefined;
  },
});

function toJson(plan: LifePlan, applied: boolean): object {
  const { cluster, identity, hours, notAfter, renewedBeforeMs } = plan;
  return {
    cluster: { id: cluster.id, name: cluster.name, region: cluster.region },
    identity,
    hours,
    notAfter,
    renewedBeforeHours: renewedBeforeMs / 3_600_000,
    applied,
  };
}
