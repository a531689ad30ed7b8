import type { RevokeOutcome } from '@ackring/core/access/revoke/revoke';
import { placesOf, type RevokePlan, type RevokeStep } from '@ackring/core/access/revoke/revoke-plan';
import { placeName } from '@ackring/core/access/revoke/sink-places';
import { exitCodes, toAckringError } from '@ackring/core/words/errors';
import { visible } from '../../../present/visible.js';
import { defineCommand } from '../../../shell/command.js';

export const command = defineCommand({
  name: 'revoke',
  summary: 'kill your own kubeconfig of a cluster; what would stop working is shown first',
  usage: 'CLUSTER',
  positionals: { min: 1, max: 1, completes: 'cluster' },
  options: {
    confirm: {
      type: 'string',
      value: 'CLUSTER',
      summary: 'the name typed in full: without it only the plan is shown',
    },
    config: {
      type: 'string',
      value: 'FILE',
      completes: 'file',
      summary: 'the rotation whose sinks are looked into (default: rotation.yaml in the settings folder)',
    },
  },
  examples: [
    { line: 'ackring revoke prod', summary: 'the impact' },
    { line: 'ackring revoke prod --confirm prod', summary: 'revoke, fetch the new one, replace, verify' },
  ],
  async run({ options, positionals, services, output, signal }) {
    const [idOrName = ''] = positionals;
    const cluster = await services.findCluster(idOrName, { signal });
    const plan = await services.incident.planRevoke(cluster, { config: options.config ?? null, signal });
    if (!output.json) output.write(revokeImpact(plan, output.path).join('\n'));
    let outcome: RevokeOutcome;
    try {
      outcome = await services.incident.applyRevoke(plan, {
        confirm: options.confirm ?? null,
        signal,
        onStep: (step) => {
          if (!output.json) output.write(stepLine(step));
        },
      });
    } catch (thrown) {
      const error = toAckringError(thrown);
      if (output.json && error.exitCode === exitCodes.refused) output.data(toJson(plan, null));
      throw error;
    }
    if (output.json) output.data(toJson(plan, outcome));
    const failure = outcome.steps.find(({ step }) => step === 'revoke')?.error ?? null;
    if (outcome.revoked === 'no' && failure !== null) throw failure;
    if (outcome.revoked !== 'yes') return exitCodes.failed;
    return outcome.steps.some(({ result }) => result === 'failed') ? exitCodes.partial : undefined;
  },
});

function stepLine({ step, subject, result, error }: RevokeStep): string {
  const mark = result === 'done' ? '✓' : result === 'failed' ? '✕' : '–';
  const what = subject === null ? '' : ` ${visible(subject)}`;
  return `${mark} ${step}${what}${error === null ? '' : `: ${visible(error.message)}`}`;
}

function toJson(plan: RevokePlan, outcome: RevokeOutcome | null): Record<string, unknown> {
  const { cluster, verdict, reason, contexts, lastActivity, sinks } = plan;
  return {
    plan: [
      {
        cluster: cluster.name,
        clusterId: cluster.id,
        verdict: verdict === 'revoke' ? 'remove' : 'refused',
        reason,
        lastActivity: lastActivity.kind === 'seen' ? lastActivity.at : null,
        contexts: contexts.map(({ context, file, credential }) => ({
          context,
          file,
          serial: credential.kind === 'certificate' ? credential.serial : null,
        })),
        plugins: plan.plugins.map(({ context, file }) => ({ context, file })),
        sinks: sinks.kind,
        places: placesOf(plan).map(({ sink, holder, copy }) => ({
          sink,
          holder,
          serial: copy.kind === 'held' ? copy.serial : null,
          error: copy.kind === 'held' ? null : { code: copy.error.code, message: copy.error.message },
        })),
      },
    ],
    applied:
      outcome?.steps.map(({ step, subject, result, error }) => ({
        step,
        subject,
        result,
        error: error === null ? null : { code: error.code, message: error.message },
      })) ?? [],
    revoked: outcome?.revoked ?? 'no',
  };
}

/** What would stop working, a line each, before a revoke; what could not be looked at is said. */
function revokeImpact(plan: RevokePlan, path: (file: string) => string): readonly string[] {
  const { cluster, reason, lastActivity } = plan;
  const seen =
    lastActivity.kind === 'seen'
      ? `last used ${lastActivity.at.toISOString().slice(0, 10)}`
      : lastActivity.kind;
  return [
    `Revoking your kubeconfig of ${visible(cluster.name)} (${visible(cluster.region)}): ${reason}, ${seen}`,
    ...plan.contexts.map(
      ({ context, file, credential }) =>
        `  ✕ ${visible(context)} in ${path(file)}${serialText(credential)} stops working, and gets the new one`,
    ),
    ...plan.plugins.map(
      ({ context, file }) =>
        `  ✕ ${visible(context)} in ${path(file)} loses what its plug-in keeps, and fetches anew`,
    ),
    ...placesOf(plan).map((place) =>
      place.copy.kind === 'held'
        ? `  ✕ ${visible(placeName(place))}, serial ${place.copy.serial}, stops working, and gets the new one`
        : `  ? ${visible(placeName(place))} could not be looked into, and gets nothing: ${visible(place.copy.error.message)}`,
    ),
    ...sightText(plan),
    '  ✕ every other copy of it, temporary ones too, stops working at once',
  ];
}

function serialText(credential: RevokePlan['contexts'][number]['credential']): string {
  return credential.kind === 'certificate' ? `, serial ${credential.serial},` : '';
}

function sightText({ sinks }: RevokePlan): readonly string[] {
  switch (sinks.kind) {
    case 'none':
      return [
        '  ? no rotation.yaml in the settings folder names a sink: copies in sinks are not known, and get nothing',
      ];
    case 'unreadable':
      return [`  ? the rotation's sinks are not known, and get nothing: ${visible(sinks.error.message)}`];
    case 'searched':
      return sinks.places.length === 0 ? ['  ✓ no sink of the rotation holds a copy of yours'] : [];
  }
}
