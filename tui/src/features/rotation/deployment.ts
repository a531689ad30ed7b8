import { join } from 'node:path';
import { isThere } from '@ackring/core/machine';
import type { RolePolicies } from '@ackring/core/rotation';
import { AckringError } from '@ackring/core/words';
import { say } from '../../messages/say.js';
import { writeReport } from '../../shell/write-new.js';
import type { Services } from '../../world/services.js';

/** Options of a command that writes the files of a deployment. */
export const deploymentOptions = {
  out: {
    type: 'string',
    value: 'FOLDER',
    completes: 'file',
    summary: 'where the files are written (default: the current folder)',
  },
  'dry-run': { type: 'boolean', summary: 'show what it would be and write nothing' },
  force: { type: 'boolean', summary: 'write over files that are there' },
} as const;

interface DeployedFile {
  /** Below the folder. */
  readonly name: string;
  readonly text: string;
}

/** One file at least. */
export type Deployment = readonly [DeployedFile, ...(readonly DeployedFile[])];

interface DeploymentOptions {
  readonly out: string | undefined;
  readonly force: boolean;
}

/**
 * Writes what is deployed, and the two policies of its role beside it; returns their paths, the first one first.
 * Throws Refused before anything is written if one of them is there.
 */
export async function writeDeployment(
  [first, ...others]: Deployment,
  { policy, trust }: Pick<RolePolicies, 'policy' | 'trust'>,
  { out = '.', force }: DeploymentOptions,
  services: Services,
): Promise<readonly [first: string, ...others: string[]]> {
  const beside = { 'role-policy.json': policy, 'trust-policy.json': trust };
  const policies = Object.entries(beside).map(([name, document]) => ({
    name,
    text: `${JSON.stringify(document, null, 2)}\n`,
  }));
  const after = [...others, ...policies];
  for (const { name } of [first, ...after]) await refuseToOverwrite(join(out, name), force, services);
  for (const { name, text } of [first, ...after])
    await writeReport(join(out, name), text, { makesFolder: true });
  return [join(out, first.name), ...after.map(({ name }) => join(out, name))];
}

async function refuseToOverwrite(file: string, isForced: boolean, services: Services): Promise<void> {
  await services.refuseWhenReadOnly(say('write {file}', { file }));
  if (isForced || !(await isThere(file))) return;
  throw new AckringError('Refused', say('{file} already exists', { file }), {
    remedy: say('Name another folder with `--out`, or overwrite it with `--force`.'),
  });
}
