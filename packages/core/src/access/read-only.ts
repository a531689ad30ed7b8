import { AckringError } from '../errors.js';
import type { Ack } from '../ports.js';
import type { AccessApi } from './access-api.js';

/** Refuses `what` (a phrase such as "revoke a kubeconfig") in read-only mode. */
export function readOnlyRefusal(what: string): AckringError {
  return new AckringError('ReadOnly', `read-only mode does not let this ${what}`, {
    remedy: 'Leave out `--read-only`, or switch it off in the settings.',
  });
}

/**
 * The same API with everything that changes something refused before it is sent. Fetching a kubeconfig is
 * among that: the cloud issues a certificate for it, and inside the window a new one.
 */
export function readOnlyApi(api: Ack & AccessApi): Ack & AccessApi {
  const refuse = (what: string) => () => Promise.reject(readOnlyRefusal(what));
  return {
    ...api,
    fetchKubeconfig: refuse('have a kubeconfig issued'),
    fetchSubaccountKubeconfig: refuse('have a kubeconfig issued'),
    revokeKubeconfig: refuse('revoke a kubeconfig'),
    cleanClusterUser: refuse('remove permissions'),
    cleanUser: refuse('remove permissions'),
    changeSans: refuse("change an API server's certificate"),
    setKubeconfigLife: refuse('change how long kubeconfigs live'),
  };
}
