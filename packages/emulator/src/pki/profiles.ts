import type { Name } from './names.js';

/** Which generation of ACK's certificates a cluster has. */
export type CertificateProfile = '2022' | '2026';

export interface ProfileFacts {
  /** Who signs client certificates. */
  readonly clientIssuer: Name;
  /** Who signs the API server's certificate; this one's certificate is the kubeconfig's CA. */
  readonly serverIssuer: Name;
  readonly serialBytes: number;
}

const kubernetes2026: Name = {
  organization: 'hangzhou',
  organizationalUnit: 'alibaba cloud',
  commonName: 'kubernetes',
};

/** In 2026 one authority signs both sides; before, the client certificate's issuer was not the kubeconfig's CA. */
export function profileFacts(profile: CertificateProfile, clusterId: string): ProfileFacts {
  if (profile === '2026') {
    return { clientIssuer: kubernetes2026, serverIssuer: kubernetes2026, serialBytes: 8 };
  }
  return {
    clientIssuer: { organization: clusterId, organizationalUnit: 'default', commonName: clusterId },
    serverIssuer: { organization: 'hangzhou', organizationalUnit: 'alibaba cloud', commonName: 'kubernetes' },
    serialBytes: 4,
  };
}
