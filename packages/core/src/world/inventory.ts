import { createInventorySyncing, type InventorySyncing } from '../inventory/syncing.js';
import { resolveContexts } from '../kubeconfig/resolve.js';
import { accessObjects } from '../machine/api-server/access-objects.js';
import { createExecPluginRunner, noExecPlugins } from '../machine/processes/exec-plugin.js';
import { hubTarget } from '../rotation/sinks/hub.js';
import { say } from '../words/say.js';
import type { Surroundings } from './surroundings.js';

/** Reaches the hub as kubectl would: by the user's own files, whose plug-ins are run. */
export async function composeInventory(around: Surroundings): Promise<InventorySyncing> {
  const { clock, options, refuseWhenReadOnly } = around;
  const { environment } = options;
  const execPlugins = (await around.isReadOnly()) ? noExecPlugins : createExecPluginRunner({ environment });
  const kubeconfigs = async () => (await (await around.files()).readAll()).kubeconfigs;
  const readSecret = () => Promise.reject(new Error('a context of the user’s own files'));
  return createInventorySyncing({
    open: async (context, signal) => {
      const asked = { context, kubeconfig: undefined, environment, readSecret, execPlugins, clock };
      const target = await (await hubTarget(asked))(signal);
      const remedy = say(
        'Whoever writes there needs `list`, `create`, `patch` and `delete` of `clusterprofiles`, and `patch` of `clusterprofiles/status`, in that namespace.',
      );
      const objects = accessObjects({ target, environment, clock, random: Math.random, signal, remedy });
      const found = resolveContexts(await kubeconfigs()).contexts.get(context);
      return { objects, namespace: found?.context.entry.namespace ?? 'default' };
    },
    kubeconfigs,
    journal: await around.journal(),
    now: clock.now,
    refuseWhenReadOnly,
  });
}
