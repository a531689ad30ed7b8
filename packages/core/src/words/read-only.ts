/** Before `what` (a phrase such as "revoke a kubeconfig") is done. Throws ReadOnly. */
export type RefuseWhenReadOnly = (what: string) => Promise<void>;
