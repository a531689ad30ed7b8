import * as v from 'valibot';
import { ApiError, emptyReply, jsonReply, type Reply } from '../http/reply.js';
import { prepareAuthenticator } from '../kubernetes/access/ram-tokens.js';
import {
  type AddonRelease,
  addonOf,
  addonReleases,
  addonsOf,
  ramAuthenticator,
  versionsOf,
} from '../world/addons.js';
import type { ClusterRecord, InstalledAddon } from '../world/cluster.js';
import { requireCluster, requirePermission } from './permission.js';
import { type AckCall, type AckRoute, readJson } from './route.js';

/** The components of clusters: the available ones, a cluster's, installing and removing them. */
export const addonRoutes: readonly AckRoute[] = [
  {
    operation: 'ListClusterAddonInstances',
    method: 'GET',
    pattern: '/clusters/{id}/addon_instances',
    handle: listInstances,
  },
  {
    operation: 'GetClusterAddonInstance',
    method: 'GET',
    pattern: '/clusters/{id}/addon_instances/{addon}',
    assumed: 'the code for what is not installed',
    handle: getInstance,
  },
  {
    operation: 'DescribeClusterAddonInstance',
    method: 'GET',
    pattern: '/clusters/{id}/components/{addon}/instance',
    assumed: 'the code for what is not installed',
    handle: describeInstance,
  },
  {
    operation: 'DescribeClusterAddonsVersion',
    method: 'GET',
    pattern: '/clusters/{id}/components/version',
    assumed: 'every component there is, with an empty version where it is not installed',
    handle: describeVersions,
  },
  {
    operation: 'DescribeClusterAddonMetadata',
    method: 'GET',
    pattern: '/clusters/{id}/components/{addon}/metadata',
    handle: describeMetadata,
  },
  { operation: 'ListAddons', method: 'GET', pattern: '/addons', handle: listReleases },
  {
    operation: 'DescribeAddon',
    method: 'GET',
    pattern: '/addons/{addon}',
    handle: describeRelease,
  },
  {
    operation: 'InstallClusterAddons',
    method: 'POST',
    pattern: '/clusters/{id}/components/install',
    assumed:
      'one refusal refuses all of them; the task takes a second, for which ack-ram-authenticator restarts the API server',
    handle: install,
  },
  {
    operation: 'UnInstallClusterAddons',
    method: 'POST',
    pattern: '/clusters/{id}/components/uninstall',
    assumed:
      'one refusal refuses all of them; the task takes a second; the code for what came with the cluster and stays',
    handle: uninstall,
  },
  {
    operation: 'UpgradeClusterAddons',
    method: 'POST',
    pattern: '/clusters/{id}/components/upgrade',
    assumed: 'one refusal refuses all of them; the task takes a second; an earlier version will do too',
    handle: upgrade,
  },
  {
    operation: 'ModifyClusterAddon',
    method: 'POST',
    pattern: '/clusters/{id}/components/{addon}/config',
    assumed: 'the code for what is not installed; any JSON is a configuration',
    handle: configure,
  },
];

function listInstances(call: AckCall): Reply {
  const cluster = permitted(call, 'ListClusterAddonInstances');
  const addons = addonsOf(cluster).map(({ name, version }) => ({ name, version, state: 'active' }));
  return jsonReply(200, { addons });
}

function getInstance(call: AckCall): Reply {
  const addon = installed(permitted(call, 'GetClusterAddonInstance'), call.path['addon'] ?? '');
  const logging = { capable: false, enabled: false, log_project: '', logstore: '' };
  return jsonReply(200, { ...instanceJson(addon), logging });
}

function describeInstance(call: AckCall): Reply {
  const addon = installed(permitted(call, 'DescribeClusterAddonInstance'), call.path['addon'] ?? '');
  return jsonReply(200, instanceJson(addon));
}

/** By name; the vendor's own tool takes an empty version for not installed. */
function describeVersions(call: AckCall): Reply {
  const cluster = permitted(call, 'DescribeClusterAddonsVersion');
  const told = addonReleases.map(({ name, version: newest, ...release }) => {
    const version = addonOf(cluster, name)?.version ?? '';
    const next = version === newest ? '' : newest;
    const rest = { template: '', changed: '', can_upgrade: version !== '' && next !== '', policy: '' };
    const required = String(release.isInstalledByDefault);
    return [name, { component_name: name, version, next_version: next, message: '', required, ...rest }];
  });
  return jsonReply(200, Object.fromEntries(told));
}

function describeMetadata(call: AckCall): Reply {
  permitted(call, 'DescribeClusterAddonMetadata');
  const { name, version } = releaseOf(call.path['addon'] ?? '');
  return jsonReply(200, { name, version, config_schema: '{}' });
}

function listReleases(call: AckCall): Reply {
  requirePermission(call, ['cs:ListAddons'], {});
  return jsonReply(200, { addons: addonReleases.map(releaseJson) });
}

function describeRelease(call: AckCall): Reply {
  requirePermission(call, ['cs:DescribeAddon'], {});
  const release = releaseOf(call.path['addon'] ?? '');
  const version = versionIn(release, call.request.query.get('version'));
  const versions = versionsOf(release);
  const newer = versions.slice(0, versions.indexOf(version)).map((each) => ({
    version: each,
    minimum_cluster_version: '1.20.0',
    upgradable: true,
  }));
  return jsonReply(200, { ...releaseJson(release), version, newer_versions: newer });
}

const installBody = v.array(
  v.object({ name: v.string(), version: v.optional(v.string()), config: v.optional(v.string()) }),
);

function install(call: AckCall): Reply {
  const cluster = permitted(call, 'InstallClusterAddons');
  const wanted = readJson(installBody, call.request).map(({ name, version, config }): InstalledAddon => {
    const release = releaseOf(name);
    if (addonOf(cluster, name)) {
      throw new ApiError(409, 'AddonAlreadyInstalled', `addon ${name} is already installed`);
    }
    return { name, version: versionIn(release, version), config: config ?? '' };
  });
  const names = wanted.map(({ name }) => name);
  return changed(call, cluster, { type: 'cluster_addon_install', names }, (addons) => [...addons, ...wanted]);
}

const uninstallBody = v.array(v.object({ name: v.string() }));

function uninstall(call: AckCall): Reply {
  const cluster = permitted(call, 'UnInstallClusterAddons');
  const names = readJson(uninstallBody, call.request).map(({ name }) => removable(cluster, name).name);
  return changed(call, cluster, { type: 'cluster_addon_uninstall', names }, (addons) =>
    addons.filter((addon) => !names.includes(addon.name)),
  );
}

const upgradeBody = v.array(
  v.object({
    component_name: v.string(),
    next_version: v.optional(v.string()),
    config: v.optional(v.string()),
  }),
);

function upgrade(call: AckCall): Reply {
  const cluster = permitted(call, 'UpgradeClusterAddons');
  const wanted = readJson(upgradeBody, call.request).map(({ component_name, next_version, config }) => {
    const before = installed(cluster, component_name);
    const version = versionIn(releaseOf(before.name), next_version);
    return { ...before, version, config: config ?? before.config };
  });
  const names = wanted.map(({ name }) => name);
  return changed(call, cluster, { type: 'cluster_addon_upgrade', names }, (addons) =>
    addons.map((addon) => wanted.find(({ name }) => name === addon.name) ?? addon),
  );
}

const configBody = v.object({ config: v.string() });

function configure(call: AckCall): Reply {
  const cluster = permitted(call, 'ModifyClusterAddon');
  const { name } = installed(cluster, call.path['addon'] ?? '');
  const { config } = readJson(configBody, call.request);
  cluster.addons = addonsOf(cluster).map((addon) => (addon.name === name ? { ...addon, config } : addon));
  return emptyReply(200);
}

/** Done when the task is; two changes at once are both kept. The API server gets its webhook with a restart. */
function changed(
  call: AckCall,
  cluster: ClusterRecord,
  { type, names }: { readonly type: string; readonly names: readonly string[] },
  change: (addons: readonly InstalledAddon[]) => readonly InstalledAddon[],
): Reply {
  const { world } = call;
  const isRestarting = names.includes(ramAuthenticator);
  if (isRestarting) world.apiServers.pause(cluster);
  const task = world.tasks.start(cluster.id, type, {
    work: () => {
      cluster.addons = change(addonsOf(cluster));
      prepareAuthenticator(cluster, world.clock.now());
      if (isRestarting) world.apiServers.resume(cluster);
      world.tasks.tell({
        clusterId: cluster.id,
        taskId: task.id,
        type,
        level: 'info',
        reason: 'AddonsChanged',
        message: 'the components of the cluster were changed',
      });
      return { error: null, results: [] };
    },
  });
  return jsonReply(200, { cluster_id: cluster.id, request_id: call.request.id, task_id: task.id });
}

function permitted(call: AckCall, action: string): ClusterRecord {
  const cluster = requireCluster(call);
  requirePermission(call, [`cs:${action}`], { cluster });
  return cluster;
}

function installed(cluster: ClusterRecord, name: string): InstalledAddon {
  const addon = addonOf(cluster, name);
  if (addon) return addon;
  throw new ApiError(404, 'AddonNotFound', `addon ${name} is not installed in cluster ${cluster.id}`);
}

function removable(cluster: ClusterRecord, name: string): InstalledAddon {
  const addon = installed(cluster, name);
  if (!addon.isFixed) return addon;
  throw new ApiError(
    400,
    'AddonUninstallNotAllowed',
    `addon ${name} came with cluster ${cluster.id} and stays`,
  );
}

/** The version asked for, by default the newest; 404 for one that there is not. */
function versionIn(release: AddonRelease, wanted: string | null | undefined): string {
  const version = wanted || release.version;
  if (versionsOf(release).includes(version)) return version;
  throw new ApiError(404, 'AddonNotFound', `there is no version ${version} of addon ${release.name}`);
}

function releaseOf(name: string): AddonRelease {
  const release = addonReleases.find((each) => each.name === name);
  if (release) return release;
  throw new ApiError(404, 'AddonNotFound', `there is no addon ${name}`);
}

function instanceJson({ name, version, config }: InstalledAddon) {
  return { name, version, config, state: 'active' };
}

function releaseJson({ name, version, category, isManaged, isInstalledByDefault }: AddonRelease) {
  return {
    name,
    version,
    category,
    architecture: ['amd64', 'arm64'],
    config_schema: '{}',
    install_by_default: isInstalledByDefault,
    managed: isManaged,
    supported_actions: ['Install', 'Upgrade', 'Modify', 'Uninstall'],
  };
}
