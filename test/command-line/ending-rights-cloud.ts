import { startEmulator } from '@ackring/emulator/start';
import type { ExecutionContext } from 'ava';

/** The line that gives mei another role in `prod`, without for how long, why and what confirms it. */
export const givesMei = 'access grant mei --cluster prod --role dev --namespace web'.split(' ');

/**
 * A cluster that `ops` and `ana` administer and in which mei has a role; `roles` are those that mei has now, as
 * `role@namespace`.
 */
export async function endingRightsCloud(t: ExecutionContext) {
  const emulator = await startEmulator({
    scenario: {
      identities: [{ name: 'mei' }, { name: 'ana' }],
      clusters: [
        {
          name: 'prod',
          holders: {
            ops: { daysLeft: 900, owner: true },
            ana: { daysLeft: 900, roles: ['admin'] },
            mei: { daysLeft: 400, roles: ['dev@default'] },
          },
        },
      ],
    },
  });
  t.teardown(() => emulator.stop());
  const uid = emulator.identities['mei']?.uid ?? '';
  const roles = () =>
    emulator.world.clusters
      .named('prod')
      ?.grants.get(uid)
      ?.roles.map(({ role, namespace }) => `${role}@${namespace}`);
  return { emulator, roles };
}
