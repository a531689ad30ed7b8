import * as v from 'valibot';
import { textOrNull } from './contracts.js';

export const inventoryContract = v.object({
  /** The hub's context. */
  hub: v.string(),
  namespace: v.string(),
  plan: v.array(
    v.object({
      /** Of the ClusterProfile. */
      name: v.string(),
      account: v.string(),
      cluster: v.string(),
      clusterId: v.string(),
      region: v.string(),
      /** `refused`: somebody else's object has the name. */
      change: v.picklist(['create', 'update', 'remove', 'refused']),
      /** What an update changes. */
      fields: v.array(v.picklist(['displayName', 'labels', 'version', 'properties', 'access', 'health'])),
      /** Whose the refused one is. */
      manager: textOrNull,
    }),
  ),
  /** How many are as they should be. */
  unchanged: v.number(),
  /** Clusters that are in the inventory without a way in. */
  closed: v.array(v.object({ id: v.string(), name: v.string(), region: v.string(), why: v.string() })),
  /** What was tried; empty where nothing was. */
  applied: v.array(
    v.object({
      name: v.string(),
      /** `unknown`: a write was cut off, and nothing tells what became of it. */
      result: v.picklist(['done', 'failed', 'unknown']),
      error: v.nullable(v.object({ code: v.string(), message: v.string() })),
    }),
  ),
});
