import type { AcquireDraft } from '@ackring/core/internal/fetch/request';
import type { MigrationOutcome } from '@ackring/core/internal/migration/apply';
import type { World, WorldOptions } from '@ackring/core/world';
import { keyOf } from './official-rpc-client.js';
import { worldPlace } from './world-place.js';

const addons = ['ack-ram-authenticator'];
const scenario = {
  identities: [
    { name: 'mei' },
    { name: 'robot', type: 'role' as const, trusts: ['root'] },
    { name: 'gone', state: 'Deleted' as const },
  ],
  clusters: [
    {
      name: 'ready',
      addons,
      holders: {
        ops: { daysLeft: 900 },
        mei: { daysLeft: 400, roles: ['dev@default', 'restricted@kube-system'], lastSeenDaysAgo: 20 },
        robot: { daysLeft: 100, roles: ['admin-view'], lastSeenDaysAgo: 0 },
        gone: { daysLeft: 100 },
      },
    },
    {
      name: 'old',
      version: '1.24.6-aliyun.1',
      addons,
      holders: { ops: { daysLeft: 900 }, mei: { daysLeft: 20, roles: ['dev'] } },
    },
    { name: 'bare', holders: { ops: { daysLeft: 900 }, mei: { daysLeft: 20, roles: ['dev'] } } },
  ],
};

/** The path of the mappings. */
export const mappings = '/apis/ramauthenticator.k8s.alibabacloud/v1alpha1/ramidentitymappings';

/** Clusters with and without the add-on, with an administrator, a user, a role and one who left. */
export async function migrationPlace(
  t: { teardown(undo: () => unknown): void },
  createWorld: (options: WorldOptions) => World,
) {
  const found = await worldPlace(t, createWorld, { scenario, sharedKeys: 4 });
  const { emulator, open } = found;
  const as = (name: string): World => {
    const { accessKeyId, accessKeySecret } = keyOf(emulator, name);
    return open(
      {},
      { ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId, ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret },
    );
  };
  const plan = (users: readonly string[], clusters: readonly string[] = ['ready'], world = open()) =>
    world.migration.plan({ users, clusters, quietDays: 0 });
  const apply = async (user: string, clean = false, world = open()) => {
    const planned = await world.migration.plan({ users: [user], clusters: ['ready'], quietDays: 0 });
    return world.migration.apply(planned, { confirm: user, clean });
  };
  return { ...found, as, plan, apply };
}

/** Each outcome in brief. */
export const told = (outcomes: readonly MigrationOutcome[]) =>
  outcomes.map(({ step, result, stage, error }) => [step.identity.name, result, stage, error?.code ?? null]);

/** Fetches a kubeconfig of `ready`, by default the long-term one into the caller's own. */
export async function get(world: World, over: Partial<AcquireDraft>) {
  const cluster = await world.findCluster('ready');
  const request = {
    cluster,
    durationMinutes: null,
    access: 'auto' as const,
    destination: { kind: 'merge' as const, file: null },
    contextName: null,
    use: false,
    verify: true,
    ...over,
  };
  return world.acquire(await world.planAcquire(request));
}

/** How to reach the API server of a kubeconfig's text. */
export function shownBy(text: string) {
  const data = (key: string): string =>
    Buffer.from(new RegExp(`${key}: (\\S+)`).exec(text)?.[1] ?? '', 'base64').toString();
  return {
    server: /server: (\S+)/.exec(text)?.[1] ?? '',
    authority: data('certificate-authority-data'),
    pem: data('client-certificate-data'),
    key: data('client-key-data'),
  };
}
