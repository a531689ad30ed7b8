import type { KubeconfigFiles } from '@ackring/core/adapters/kubeconfig-file/kubeconfig-file';
import type { Cluster } from '@ackring/core/cluster';
import type { AcquirePorts } from '@ackring/core/fetch/acquire';
import type { ProofPorts } from '@ackring/core/fetch/fetch-proved';
import type { AcquireFile } from '@ackring/core/fetch/plan';
import type { AcquireRequest } from '@ackring/core/fetch/request';
import type { DescribedCluster } from '@ackring/core/ports';
import type { Services } from '../services.js';
import type { Settings } from '../settings.js';
import type { Cloud } from './cloud.js';
import { editTogether } from './edit-together.js';

export interface AcquireWiring {
  readonly cloud: () => Promise<Cloud>;
  readonly files: () => Promise<KubeconfigFiles>;
  readonly settings: () => Promise<Settings>;
  readonly now: () => Date;
  /** Named by flag; an exec plug-in's entry names it too. */
  readonly profile: string | null;
  readonly proofs: ProofPorts;
  readonly verify: AcquirePorts['verify'];
  readonly refuseWhenReadOnly: (what: string) => Promise<void>;
  /** Empties the exec plug-in's cache of a cluster. */
  readonly forgetCluster: (clusterId: string) => Promise<void>;
}

/** The "get" use case on real files and the real cloud. */
export function acquireServices(wiring: AcquireWiring): Pick<Services, 'planAcquire' | 'acquire'> {
  return {
    planAcquire: async (asked, { signal } = {}) => {
      const { planAcquire } = await import('@ackring/core/fetch/plan');
      const request = { ...asked, cluster: await described(asked.cluster, wiring, signal) };
      const [files, { contextName }] = await Promise.all([filesFor(request, wiring), wiring.settings()]);
      return planAcquire(request, { files, namePattern: contextName, now: wiring.now() });
    },
    acquire: async (plan, options = {}) => {
      if (plan.file !== null) await wiring.refuseWhenReadOnly(`write ${plan.file}`);
      const [{ acquire }, { ack }, store, { contextName }] = await Promise.all([
        import('@ackring/core/fetch/acquire'),
        wiring.cloud(),
        wiring.files(),
        wiring.settings(),
      ]);
      // What the plug-in kept from before would be sent on, while we say that the new one works.
      if (plan.request.exec) await wiring.forgetCluster(plan.request.cluster.id);
      return acquire(
        plan,
        {
          ack,
          clock: { now: wiring.now },
          ...wiring.proofs,
          namePattern: contextName,
          readFiles: () => filesFor(plan.request, wiring),
          edit: editTogether(store),
          verify: wiring.verify,
          ...(plan.request.exec ? { transform: await execTransform(wiring) } : {}),
        },
        options,
      );
    },
  };
}

async function described(
  cluster: Cluster,
  { cloud }: AcquireWiring,
  signal: AbortSignal | undefined,
): Promise<DescribedCluster> {
  const { endpoints } = cluster;
  return endpoints === null
    ? (await cloud()).ack.describeCluster(cluster, signal)
    : { ...cluster, endpoints };
}

async function execTransform({ profile }: AcquireWiring): Promise<NonNullable<AcquirePorts['transform']>> {
  const { withExecPlugin } = await import('@ackring/core/fetch/exec-entry');
  return async (issued, plan) => withExecPlugin(issued, plan, { command: 'ackring', profile });
}

/** The files of KUBECONFIG, and the destination when it is none of them. */
export async function filesFor(
  { destination }: Pick<AcquireRequest, 'destination'>,
  wiring: Pick<AcquireWiring, 'files'>,
): Promise<readonly AcquireFile[]> {
  const store = await wiring.files();
  const members = await store.members();
  const asked = destination.kind === 'stdout' ? null : destination.file;
  const isOther = asked !== null && !members.some(({ path }) => path === asked);
  // Whether it can be written shows when it is written, with the system's own reason.
  const others = isOther && asked !== null ? [{ path: asked, exists: true, isWritable: true }] : [];
  const all = [
    ...members.map((each) => ({ ...each, isMember: true })),
    ...others.map((each) => ({ ...each, isMember: false })),
  ];
  const { kubeconfigs } = await store.readAll(all.map(({ path }) => path));
  const texts = await Promise.all(all.map(({ path }) => textOf(store, path)));
  return all.map((member, index) => ({
    ...member,
    text: texts[index] ?? null,
    kubeconfig: kubeconfigs.find(({ file }) => file === member.path) ?? null,
  }));
}

/** An unreadable file counts as absent here, and is refused where it would be written. */
async function textOf(store: KubeconfigFiles, path: string): Promise<string | null> {
  try {
    return await store.readText(path);
  } catch {
    return null;
  }
}
