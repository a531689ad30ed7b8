import type { ApiServerTarget } from '../ports.js';
import type { SoundKubeconfig } from './issued-proof.js';

/** How a sound kubeconfig is used here and now, without a file. Holds a private key: never log it. */
export function soundTarget({
  server,
  certificateAuthority,
  clientCertificate,
  clientKey,
}: SoundKubeconfig): ApiServerTarget {
  return {
    server,
    certificateAuthority,
    clientCertificate,
    clientKey,
    token: null,
    tlsServerName: null,
    insecureSkipTlsVerify: false,
    proxyUrl: null,
  };
}
