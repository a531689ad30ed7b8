import type { ClusterRecord, ClusterSettings } from './cluster.js';

/** A cluster's settings, with defaults for everything unchanged. */
export function settingsOf({ id, settings }: Pick<ClusterRecord, 'id' | 'settings'>): ClusterSettings {
  return {
    deletionProtection: false,
    rrsa: false,
    timezone: 'Asia/Shanghai',
    resourceGroupId: `rg-${id.slice(1, 16)}`,
    maintenanceWindow: {
      enable: false,
      maintenance_time: '',
      duration: '',
      weekly_period: '',
      recurrence: '',
    },
    operationPolicy: { cluster_auto_upgrade: { channel: '', enabled: false } },
    ...settings,
  };
}

/** RAM's identity provider for a cluster's service accounts (names as the vendor's own tool reads them). */
export function rrsaProvider({ id, region, accountId }: Pick<ClusterRecord, 'id' | 'region' | 'accountId'>) {
  const issuer = `https://oidc-ack-${region}.oss-${region}.aliyuncs.com/${id}`;
  const name = `ack-rrsa-${id}`;
  return { issuer, name, audience: 'sts.aliyuncs.com', arn: `acs:ram::${accountId}:oidc-provider/${name}` };
}
