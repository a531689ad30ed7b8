import { homedir } from 'node:os';
import { AckringError } from '../../errors.js';
import { kubeconfigPaths } from '../../kubeconfig/paths.js';
import { readKubeconfig } from '../../kubeconfig/read.js';
import { apiServerTarget } from '../../kubeconfig/target.js';
import type { ApiServerTarget } from '../../ports.js';
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
  const files =
    kubeconfig === undefined
      ? kubeconfigPaths({ kubeconfig: environment['KUBECONFIG'], home })
      : [kubeconfig];
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
  return apiServerTarget(kubeconfigs, context);
}
