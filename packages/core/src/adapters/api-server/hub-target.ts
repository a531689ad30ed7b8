import { homedir } from 'node:os';
import { AckringError } from '../../errors.js';
import { linkedPaths } from '../../kubeconfig/material.js';
import { kubeconfigPaths } from '../../kubeconfig/paths.js';
import { readKubeconfig } from '../../kubeconfig/read.js';
import { apiServerTarget } from '../../kubeconfig/target.js';
import type { ApiServerTarget } from '../../ports.js';
import { word } from '../../shell-word.js';
import { readKubeconfigs } from '../kubeconfig-file/read.js';

export interface HubOptions {
  readonly context: string;
  /** A file, or `kms:<secret name>`; undefined for kubectl's rule. */
  readonly kubeconfig: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly readSecret: (name: string) => Promise<string>;
}

/** How to reach the cluster that Secrets are kept in: from files for a terminal, from KMS for a function. */
export async function hubTarget(options: HubOptions): Promise<ApiServerTarget> {
  const { context, kubeconfig, environment, readSecret } = options;
  if (kubeconfig?.startsWith('kms:')) {
    const text = await readSecret(kubeconfig.slice('kms:'.length));
    return apiServerTarget(readKubeconfig(text, { file: kubeconfig }), context);
  }
  const home = environment['HOME'] ?? homedir();
  const own = kubeconfigPaths({ kubeconfig: environment['KUBECONFIG'], home });
  const files = kubeconfig === undefined ? own : [kubeconfig];
  const { kubeconfigs } = await readKubeconfigs(files);
  if (kubeconfigs.length === 0) {
    throw new AckringError(
      'FileNotFound',
      `there is no kubeconfig for the context ${context}: ${files.join(', ')}`,
      {
        remedy: 'Name it in the sink: kubeconfig: FILE, or kubeconfig: "kms:SECRET".',
      },
    );
  }
  const reaching = kubeconfigs.find((each) => !own.includes(each.file) && linkedPaths(each).length > 0);
  if (reaching !== undefined) throw reachesOut(reaching.file);
  return apiServerTarget(kubeconfigs, context);
}

/** Whoever wrote it could name any file of this machine, to be sent to any server. */
function reachesOut(file: string): AckringError {
  return new AckringError('Refused', `${file} is none of your kubeconfig files, and points to others`, {
    remedy:
      `Put what they hold into it: \`kubectl --kubeconfig ${word(file)} config view --flatten\`; ` +
      'or add it to KUBECONFIG, and leave `kubeconfig` out of the sink.',
  });
}
