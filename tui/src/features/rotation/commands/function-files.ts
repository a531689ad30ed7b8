import type { FunctionPlace, FunctionPlaces } from '@ackring/core/rotation';
import { AckringError } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { collectFleet, reportUnread } from '../../../shell/collect-fleet.js';
import { type CommandContext, defineCommand } from '../../../shell/command.js';
import type { Output } from '../../../shell/output.js';
import { type Column, table } from '../../../shell/text-table.js';
import { deploymentOptions, writeDeployment } from '../deployment.js';
import { rotationOptions } from './options.js';
import { knownAccount } from './policy.js';

const options = {
  ...rotationOptions,
  ...deploymentOptions,
  runtime: {
    type: 'string',
    value: 'RUNTIME',
    choices: ['nodejs20', 'custom.debian12'],
    summary: 'the managed one, or one with a Node of your own beside the code (default: nodejs20)',
  },
} as const;

export const command = defineCommand({
  name: 'function files',
  summary: 'write an s.yaml with a function for each VPC, for clusters with private endpoints',
  usage: '',
  positionals: { min: 0, max: 0 },
  options,
  examples: [
    {
      line: 'ackring function files --config rotation.yaml --dry-run',
      summary: 'which functions they would be',
    },
    {
      line: 'ackring function files --config rotation.yaml --out deploy',
      summary: 'deploy/s.yaml, role-policy.json and trust-policy.json',
    },
    {
      line: 'ackring function files --config rotation.yaml --out deploy --runtime custom.debian12',
      summary: 'for a Node that is still maintained',
    },
  ],
  async run(context) {
    const { options: asked, services, output } = context;
    const { functionPlaces, regionless } = await import('@ackring/core/rotation');
    const configuration = await services.rotation.configuration(asked.config ?? null);
    const fleet = await collectFleet(context);
    reportUnread(fleet, output);
    const found = functionPlaces(fleet.clusters, configuration);
    if (found.places.length === 0) throw noPlaces();
    const files = asked['dry-run'] ? [] : await write(context, found);
    const [file = null] = files;
    if (output.json) output.data({ file, files, functions: found.places, withoutVpc: found.withoutVpc });
    else writePlaces(found, output);
    const names = regionless(configuration, found.places);
    if (names.length > 0)
      output.note(
        say(
          'each function looks for these in its own region; where there is one for all, name its region (`region` of a sink, kms:REGION:NAME): {names}',
          { names },
        ),
      );
    if (file !== null)
      output.note(say('wrote {file}: fill in what is marked SET, then `s deploy`', { file }));
    return fleet.exitCode;
  },
});

/** The s.yaml first. */
async function write(
  { options: asked, services }: CommandContext<typeof options>,
  { places }: FunctionPlaces,
): Promise<readonly string[]> {
  const { deploymentFile, deploymentPolicies, functionRuntimes } = await import('@ackring/core/rotation');
  const yaml = await services.rotation.text(asked.config ?? null);
  const runtime = functionRuntimes.find((each) => each === asked.runtime);
  const policies = deploymentPolicies(yaml, places, await knownAccount(services));
  const text = deploymentFile(yaml, places, runtime);
  return writeDeployment([{ name: 's.yaml', text }], policies, asked, services);
}

function noPlaces(): AckringError {
  return new AckringError('ClusterNotFound', say('the list shows no selected cluster in a VPC'), {
    remedy: say('See `ackring clusters` and `select` in rotation.yaml.'),
  });
}

const columns: readonly Column<FunctionPlace>[] = [
  { title: 'FUNCTION', text: ({ name }) => name },
  { title: 'REGION', text: ({ region }) => region },
  { title: 'CLUSTERS', text: ({ clusters }) => clusters.join(', ') },
];

/** A line per function, followed by the clusters that none of them reaches. */
function writePlaces({ places, withoutVpc }: FunctionPlaces, output: Output): void {
  output.write(table(columns, places, output.columns));
  if (withoutVpc.length === 0) return;
  output.write(
    say('in no VPC that the list reports, left to a function without one: {clusters}', {
      clusters: withoutVpc,
    }),
  );
}
