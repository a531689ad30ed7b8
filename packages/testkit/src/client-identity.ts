import type { ApiServerTarget } from '@ackring/core/internal/words/target';

/** A client certificate with its key, and where to use it. */
export interface ClientIdentity {
  readonly commonName: string;
  readonly server: string;
  /** The server's authority; PEM, like the two below. */
  readonly authority: string;
  readonly pem: string;
  readonly key: string;
}

/** A kubeconfig of one context named `test`, as text. */
export function kubeconfigOf(identity: ClientIdentity, namespace?: string): string {
  const data = (pem: string) => Buffer.from(pem).toString('base64');
  return `${JSON.stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'test',
      clusters: [
        {
          name: 'test',
          cluster: { server: identity.server, 'certificate-authority-data': data(identity.authority) },
        },
      ],
      users: [
        {
          name: 'test',
          user: { 'client-certificate-data': data(identity.pem), 'client-key-data': data(identity.key) },
        },
      ],
      contexts: [
        { name: 'test', context: { cluster: 'test', user: 'test', ...(namespace ? { namespace } : {}) } },
      ],
    },
    null,
    2,
  )}\n`;
}

/** The API server, asked with this certificate. */
export function targetOf({ server, authority, pem, key }: ClientIdentity): ApiServerTarget {
  return {
    server,
    certificateAuthority: authority,
    clientCertificate: pem,
    clientKey: key,
    token: null,
    tlsServerName: null,
    insecureSkipTlsVerify: false,
    proxyUrl: null,
  };
}
