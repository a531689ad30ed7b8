import type { SanProposal } from '@ackring/core/access';
import {
  type Cluster,
  confirmations,
  exitCodes,
  fullName,
  type Sentence,
  visible,
} from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { defineCommand } from '../../../shell/command.js';
import { foundCluster } from '../../../shell/named-account.js';
import { planned, typedName } from '../../../shell/planned.js';
import { selectContexts } from '../../../subjects/context/select-contexts.js';
import type { Services } from '../../../world/services.js';

export const command = defineCommand({
  name: 'san',
  summary: "compare an API server's certificate with what is dialled, and add missing names",
  usage: 'CLUSTER',
  positionals: { min: 1, max: 1, completes: 'cluster' },
  options: {
    name: {
      type: 'string',
      multiple: true,
      value: 'NAME',
      summary: 'a name or address to have in it (repeatable)',
    },
    'skip-verification': {
      type: 'string',
      value: 'CONTEXT',
      completes: 'context',
      summary: 'the last resort for a dedicated cluster: this context no longer checks its server',
    },
    confirm: { type: 'string', value: 'CLUSTER', summary: 'the name typed in full: the API server restarts' },
  },
  examples: [
    { line: 'ackring san prod', summary: 'what it names, and what is missing' },
    { line: 'ackring san prod --name api.example.com --confirm prod', summary: 'add a name' },
  ],
  async run(command) {
    const { options, positionals, output, progress, signal } = command;
    const [typed = ''] = positionals;
    const finding = foundCluster(typed, command, 'change');
    const { services, cluster } = await progress.during(({ cloud }) => cloud, finding);
    const context = options['skip-verification'];
    if (context !== undefined) {
      await skipVerification({ cluster, context, confirm: options.confirm ?? null }, services);
      output.note(
        say(
          "{context} no longer checks its server's certificate: a security risk; `ackring undo` takes it back",
          { context },
        ),
      );
      return undefined;
    }
    return planned(command, {
      planning: services.incident.planSan(cluster, { names: options.name, signal }),
      waiting: ({ checks }) => checks,
      show: (proposal) => {
        for (const line of proposalLines(proposal)) output.write(line);
      },
      idle: ({ plan: { kind } }) =>
        kind === 'add' ? null : { exitCode: kind === 'fine' ? undefined : exitCodes.failed },
      confirm: () =>
        typedName(
          options.confirm,
          { question: (words) => words.addTo(visible(fullName(cluster))), expected: confirmations(cluster) },
          command,
        ),
      apply: async (proposal, confirm) => {
        const { changed, error, verified } = await services.incident.applySan(proposal, { confirm, signal });
        if (error !== null && !changed) throw error;
        return verified;
      },
      json: toJson,
      tell: (_, verified) => {
        if (!output.json)
          output.write(
            verified
              ? say('✓ the API server presents them')
              : say('! taken, and not presented yet: look again soon'),
          );
        return verified ? undefined : exitCodes.partial;
      },
    });
  },
});

/** The typed name is the context's: only that one is changed. */
async function skipVerification(
  asked: { readonly cluster: Cluster; readonly context: string; readonly confirm: string | null },
  services: Services,
): Promise<void> {
  const { requireConfirmation, requireLastResort } = await import('@ackring/core/access');
  const { cluster, context: name, confirm } = asked;
  const [entry] = selectContexts(await services.contexts(), [name], false);
  if (entry === undefined) return;
  requireLastResort(cluster, entry);
  const what = say("stop checking the server's certificate in {context}", { context: name });
  requireConfirmation({ expected: [name], given: confirm, what, flag: '--confirm' });
  await services.skipVerification(entry);
}

function proposalLines({ presented, dialled, plan }: SanProposal): readonly Sentence[] {
  const missing = plan.kind === 'fine' ? [] : plan.names;
  return [
    say('the certificate names {names}', { names: presented }),
    say('dialled are {names}', { names: dialled }),
    missing.length === 0 ? say('nothing is missing') : say('missing: {names}', { names: missing }),
    ...adviceOf(plan.kind),
  ];
}

function adviceOf(kind: SanProposal['plan']['kind']): readonly Sentence[] {
  switch (kind) {
    case 'fine':
      return [];
    case 'add':
      return [say('they can be added; the API server restarts for it')];
    case 'pending':
      return [say('they were added, and are not presented yet: wait for the restart')];
    case 'lastResort':
      return [
        say(
          'a dedicated cluster takes names at its creation only: dial a name it has, or, as the last resort and not in production, `--skip-verification CONTEXT`',
        ),
      ];
    case 'byOperator':
      return [say('whoever runs this cluster makes its certificate: ask there')];
    case 'impossible':
      return [say('no certificate can hold such a name')];
  }
}

function toJson(
  { cluster, server, presented, dialled, plan }: SanProposal,
  verified: boolean | null,
): object {
  const missing = plan.kind === 'fine' ? [] : plan.names;
  return {
    cluster: cluster.name,
    clusterId: cluster.id,
    server,
    presented,
    dialled,
    proposal: plan.kind,
    missing,
    verified,
  };
}
