import { join } from 'node:path';
import { isThere } from '@ackring/core/machine';
import type { FunctionPlace, FunctionPlaces } from '@ackring/core/rotation';
import { AckringError } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { type CommandContext, defineCommand } from '../../../shell/command.js';
import type { Output } from '../../../shell/output.js';
import { type Column, table } from '../../../shell/text-table.js';
import { writeReport } from '../../../shell/write-new.js';
import { collectFleet, reportUnread } from '../../clusters/collect-fleet.js';
import { rotationOptions } from './options.js';

const options = {
  ...rotationOptions,
  out: {
    type: 'string',
    value: 'FOLDER',
    completes: 'file',
    summary: 'where s.yaml is written (default: the current folder)',
  },
  'dry-run': { type: 'boolean', summary: 'show the functions and write nothing' },
  force: { type: 'boolean', summary: 'write over an s.yaml that is there' },
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
    { line: 'ackring function files --config rotation.yaml --out deploy', summary: 'deploy/s.yaml' },
  ],
  async run(context) {
    const { options: asked, services, output } = context;
    const { functionPlaces } = await import('@ackring/core/rotation');
    const configuration = await services.rotation.configuration(asked.config ?? null);
    const fleet = await collectFleet(context);
    reportUnread(fleet, output);
    const found = functionPlaces(fleet.clusters, configuration);
    if (found.places.length === 0) throw noPlaces();
    const file = asked['dry-run'] ? null : await write(context, found);
    if (output.json) output.data({ file, functions: found.places, withoutVpc: found.withoutVpc });
    else writePlaces(found, output);
    if (file !== null)
      output.note(say('wrote {file}: fill in what is marked SET, then `s deploy`', { file }));
    return fleet.exitCode;
  },
});

async function write(
  { options: asked, services }: CommandContext<typeof options>,
  { places }: FunctionPlaces,
): Promise<string> {
  const { deploymentFile } = await import('@ackring/core/rotation');
  const text = deploymentFile(await services.rotation.text(asked.config ?? null), places);
  const file = join(asked.out ?? '.', 's.yaml');
  await services.refuseWhenReadOnly(say('write {file}', { file }));
  if (!asked.force && (await isThere(file))) {
    throw new AckringError('Refused', say('{file} already exists', { file }), {
      remedy: say('Name another folder with `--out`, or overwrite it with `--force`.'),
    });
  }
  await writeReport(file, text, { makesFolder: true });
  return file;
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
