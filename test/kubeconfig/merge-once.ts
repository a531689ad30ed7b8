import { readFileSync } from 'node:fs';
import { planMerge } from '@ackring/core/internal/kubeconfig/merge';
import { systemClock } from '@ackring/core/internal/machine/clock';
import { createKubeconfigFiles } from '@ackring/core/internal/machine/kubeconfig-file/kubeconfig-file';

// A program for the benches: what `get` does once the cloud has answered, as a separate process. Each run's entry is
// a new cluster's, so that every run changes the file.
const [file = '', issuedFile = '', home = ''] = process.argv.slice(2);
const number = `${process.pid}`;
const issued = readFileSync(issuedFile, 'utf8');
const owner = {
  clusterId: `c${number.padStart(32, '0')}`,
  clusterName: `bench-${number}`,
  region: 'cn-hangzhou',
  access: 'public' as const,
  kind: 'long-term' as const,
  uid: null,
};
const files = createKubeconfigFiles({
  environment: {},
  home,
  stateDirectory: `${home}/state`,
  clock: systemClock,
});
await files.edit(
  file,
  (existing) => planMerge({ existing, file, issued, owner, use: false, taken: [] }).text,
);
