import type { KubeconfigFiles } from '@ackring/core/adapters/kubeconfig-file/kubeconfig-file';
import type { MasterPorts } from '@ackring/core/fetch/from-master';
import type { Services } from '../services.js';
import type { Settings } from '../settings.js';
import type { ServiceOptions } from '../wiring.js';
import { filesFor } from './acquire.js';
import { editTogether } from './edit-together.js';

export interface SshWiring {
  readonly files: () => Promise<KubeconfigFiles>;
  readonly settings: () => Promise<Settings>;
  readonly environment: ServiceOptions['environment'];
  readonly now: () => Date;
  readonly refuseWhenReadOnly: (what: string) => Promise<void>;
}

/** A dedicated cluster's kubeconfig from one of its masters, on real files and the system's ssh. */
export function sshServices(wiring: SshWiring): Pick<Services, 'fetchOverSsh'> {
  return {
    fetchOverSsh: async (cluster, { signal, ...asked }) => {
      await wiring.refuseWhenReadOnly('merge a kubeconfig');
      const [{ fetchFromMaster }, { fetchOverSsh }, store, { contextName }] = await Promise.all([
        import('@ackring/core/fetch/from-master'),
        import('@ackring/core/adapters/ssh-kubeconfig'),
        wiring.files(),
        wiring.settings(),
      ]);
      const { environment, now } = wiring;
      const ports: MasterPorts = {
        ask: (destination, bound) => fetchOverSsh({ destination, environment, signal: bound }),
        clock: { now },
        namePattern: contextName,
        readFiles: () => filesFor({ destination: { kind: 'merge', file: null } }, wiring),
        edit: editTogether(store),
      };
      return fetchFromMaster({ ...asked, cluster }, ports, signal);
    },
  };
}
