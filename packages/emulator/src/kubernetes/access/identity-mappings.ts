import { addonOf, ramAuthenticator } from '../../world/addons.js';
import type { ClusterRecord, KubernetesDraft } from '../../world/cluster.js';
import { kindsOf } from '../model/definitions.js';
import { definitionKind, type ResourceKind } from '../model/resources.js';
import { storeOf } from '../model/store.js';

const group = 'ramauthenticator.k8s.alibabacloud';
const plural = 'ramidentitymappings';

/**
 * The kinds that ack-ram-authenticator adds to a cluster (its source, 2024; the vendor's pages of 2026).
 */
const mappingDefinition: KubernetesDraft = {
  metadata: { name: `${plural}.${group}` },
  spec: {
    group,
    scope: 'Cluster',
    names: {
      plural,
      singular: 'ramidentitymapping',
      kind: 'RAMIdentityMapping',
      listKind: 'RAMIdentityMappingList',
    },
    conversion: { strategy: 'None' },
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                required: ['arn', 'username'],
                properties: {
                  arn: { type: 'string' },
                  username: { type: 'string' },
                  groups: { type: 'array', items: { type: 'string' } },
                },
              },
              status: {
                type: 'object',
                properties: { canonicalARN: { type: 'string' }, userID: { type: 'string' } },
              },
            },
          },
        },
        subresources: { status: {} },
      },
    ],
  },
};

const [served] = kindsOf(mappingDefinition);
if (!served) throw new Error('no version of the mappings is served');

export const mappingKind: ResourceKind = served;

/**
 * Adds the add-on's objects to a cluster: the definition of the mappings, and those of its scenario. Existing ones
 * stay, even when the add-on is removed.
 */
export function prepareAuthenticator(cluster: ClusterRecord, now: Date): void {
  if (!addonOf(cluster, ramAuthenticator)) return;
  const store = storeOf(cluster);
  if (store.get(definitionKind, null, mappingDefinition.metadata.name)) return;
  store.plant(definitionKind, mappingDefinition, now);
  for (const { name, arn, username, groups } of cluster.mappings ?? []) {
    store.plant(mappingKind, { metadata: { name }, spec: { arn, username, groups: [...groups] } }, now);
  }
}
