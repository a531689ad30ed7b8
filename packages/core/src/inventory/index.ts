// The fleet as an inventory that controllers read: ClusterProfiles in a hub.

export type { InventoryAccount, InventoryOutcome, InventoryPlan } from './syncing.js';
