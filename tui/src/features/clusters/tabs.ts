/** The pages of a cluster's details, in the order of their tabs. */
export const clusterTabs = ['overview', 'connection', 'identities', 'certificates', 'events'] as const;
export type ClusterTab = (typeof clusterTabs)[number];
