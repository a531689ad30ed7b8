import type { KubeconfigFiles } from '@ackring/core/adapters/kubeconfig-file/kubeconfig-file';
import { type Access, accessOfServer } from '@ackring/core/endpoints';
import type { DescribedCluster } from '@ackring/core/ports';
import type { Services } from '../services.js';
import type { ServiceOptions } from '../wiring.js';
import { editTogether } from './edit-together.js';

export interface SshWiring {
  readonly files: () => Promise<KubeconfigFiles>;
  readonly environment: ServiceOptions['environment'];
  readonly now: () => Date;
  readonly refuseWhenReadOnly: (what: string) => Promise<void>;
}

/** By the address it dials, which a master may call otherwise than the cloud does. */
async function accessOf(server: string, { endpoints }: DescribedCluster): Promise<Access> {
  const { isPrivateAddress } = await import('@ackring/core/verification/unreachable');
  const isInner = isPrivateAddress(new URL(server).hostname);
  return accessOfServer(endpoints, server) ?? (isInner ? 'private' : 'public');
}

/** A dedicated cluster's kubeconfig from one of its masters, merged like any other. */
export function sshServices({
  files,
  environment,
  now,
  refuseWhenReadOnly,
}: SshWiring): Pick<Services, 'fetchOverSsh'> {
  return {
    fetchOverSsh: async (cluster, { destination, contextName, use, signal }) => {
      await refuseWhenReadOnly('merge a kubeconfig');
      const [
        { fetchOverSsh },
        { planMerge },
        { entryNames },
        { memberForNewEntries },
        { fileToSwitch, planSwitch, switchContext, switchElsewhere },
        { AckringError },
        { requireSound },
        { masterExpectation },
        store,
      ] = await Promise.all([
        import('@ackring/core/adapters/ssh-kubeconfig'),
        import('@ackring/core/kubeconfig/merge'),
        import('@ackring/core/kubeconfig/merge-target'),
        import('@ackring/core/kubeconfig/paths'),
        import('@ackring/core/fetch/switch'),
        import('@ackring/core/errors'),
        import('@ackring/core/fetch/issued-proof'),
        import('@ackring/core/fetch/master-expectation'),
        files(),
      ]);
      const { place, text } = await fetchOverSsh({ destination, environment, signal });
      const expected = masterExpectation(cluster, { destination, now: now() });
      const { text: issued, server } = requireSound(text, expected);
      const members = await store.members();
      const file = memberForNewEntries(members);
      if (file === null) {
        throw new AckringError('FileUnwritable', 'KUBECONFIG names no file', { remedy: 'Unset KUBECONFIG.' });
      }
      const { kubeconfigs } = await store.readAll();
      const taken = entryNames(kubeconfigs.filter((each) => each.file !== file));
      const { id: clusterId, name: clusterName, region } = cluster;
      const access = await accessOf(server, cluster);
      const owner = { clusterId, clusterName, region, access, kind: 'long-term' as const, uid: null };
      const surroundings = {
        file,
        request: { destination: { kind: 'merge' as const, file: null }, use },
        files: members.map((each) => ({
          ...each,
          isMember: true,
          kubeconfig: kubeconfigs.find(({ file: path }) => path === each.path) ?? null,
        })),
      };
      const edit = editTogether(store);
      const isSwitchedHere = fileToSwitch(surroundings) === file;
      const merged = await edit(file, `kubeconfig of ${clusterName} over ssh`, (existing) =>
        planMerge({ existing, file, issued, owner, contextName, use: isSwitchedHere, taken }),
      );
      const { context } = merged;
      const switched = planSwitch(merged, surroundings);
      await switchContext(context, { file, place: switched.file, edit });
      return { place, file, context, changes: [...merged.changes, ...switchElsewhere(switched, file)] };
    },
  };
}
