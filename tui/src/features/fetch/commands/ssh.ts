import { onlyVerdict, whereWritten } from '@ackring/core/verification';
import { clusterKind, clusterKinds, exitCodes, shell, wordFor } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { defineCommand, usageError } from '../../../shell/command.js';
import { foundCluster } from '../../../shell/named-account.js';
import { readerOf } from '../../../shell/text-table.js';
import { verdictError, verdictLines } from '../../../subjects/context/verdict.js';
import { changeFacts, changeLines } from '../plan-text.js';

export const command = defineCommand({
  name: 'ssh',
  summary: "fetch a dedicated cluster's kubeconfig from one of its masters, through your own ssh",
  usage: 'CLUSTER [USER@]HOST',
  positionals: { min: 2, max: 2, completes: 'cluster' },
  options: {
    context: { type: 'string', value: 'NAME', summary: "the context's name" },
    use: { type: 'boolean', summary: 'make it the current context' },
  },
  examples: [
    { line: 'ackring ssh legacy-tokyo root@203.0.113.10', summary: 'the known places are tried in turn' },
  ],
  async run(commandContext) {
    const { options, positionals, output, progress, signal } = commandContext;
    const [typed = '', destination = ''] = positionals;
    const finding = foundCluster(typed, commandContext);
    const { services, cluster } = await progress.during(({ cloud }) => cloud, finding);
    if (!clusterKinds[clusterKind(cluster)].hasMasters) {
      throw usageError(
        say('{cluster} is not a dedicated cluster: its masters cannot be reached', { cluster: cluster.name }),
        say('Use `{command}`.', { command: shell`ackring get ${wordFor(cluster)}` }),
      );
    }
    const fetching = services.fetchOverSsh(cluster, {
      destination,
      contextName: options.context ?? null,
      use: options.use,
      signal,
    });
    const { place, file, context, changes } = await progress.during(({ machine }) => machine, fetching);
    const entries = (await services.contexts()).entries.filter((entry) => entry.context === context);
    const reader = await readerOf(commandContext);
    let isWorking = entries.length > 0;
    progress.show((words) => words.contexts(0, entries.length));
    for (const entry of entries) {
      const asking = onlyVerdict(services.verify([entry], { signal }));
      const verdict = await whereWritten(asking, { ...entry, isApart: false });
      const isOk = verdict.verdict === 'ok';
      isWorking &&= isOk;
      output.note(verdictLines(verdict, reader));
      if (output.json && !isOk) output.problem({ context }, verdictError(verdict));
    }
    progress.end();
    if (output.json)
      output.data({
        cluster: cluster.name,
        context,
        file,
        place,
        changes: changes.map(changeFacts),
        verified: isWorking,
      });
    else
      output.write(
        [
          output.text(say('{context} in {file}, from {place}', { context, file: output.path(file), place })),
          ...changeLines(changes, reader),
        ].join('\n'),
      );
    return isWorking ? undefined : exitCodes.failed;
  },
});
