import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { createAuthority } from '@ackring/emulator/pki/certificate';
import { issueClientCertificate } from '@ackring/emulator/pki/issue';
import { createKeyPool, type KeyPair } from '@ackring/emulator/pki/key-pool';
import { layOut } from '@ackring/testkit/specimen';

/** A certificate that the cloud issued, with what is true of it. */
export interface Issued {
  readonly clusterId: string;
  readonly uid: string;
  readonly commonName: string;
  /** Of the cluster that signed it: each change of a cluster's authority begins another. */
  readonly generation: number;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly pem: string;
  readonly key: string;
}

/** What a kubeconfig holds, as far as it is one of ours and whole; `server` and `authority` may be of another day. */
export interface HeldTruth {
  readonly issued: Issued;
  readonly server: string;
  readonly authority: string;
}

/** Issues and recognizes certificates: real ones, for everything that reads them is the real thing. */
export interface Certificates {
  authorityOf(clusterId: string, generation: number): string;
  issue(
    wanted: Pick<Issued, 'clusterId' | 'uid' | 'commonName' | 'generation'>,
    at: Date,
    lifeMs: number,
  ): Issued;
  kubeconfig(issued: Issued, server: string): string;
  /** Null for what is torn, or was never issued. */
  heldIn(text: string): HeldTruth | null;
  byPem(pem: string): Issued | null;
}

const name = { organization: 'hangzhou', organizationalUnit: 'alibaba cloud', commonName: 'kubernetes' };
const before = new Date('2020-01-01T00:00:00Z');

let keys: Promise<readonly KeyPair[]> | null = null;

export async function openCertificates(): Promise<Certificates> {
  const pool = createKeyPool({ reuse: 3 });
  keys ??= Promise.all([pool.take(), pool.take(), pool.take()]);
  const [authorityKeys, ...clientKeys] = await keys;
  const [pair] = clientKeys;
  if (authorityKeys === undefined || pair === undefined) throw new Error('no keys');
  const key = pair.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  const authorities = new Map<string, ReturnType<typeof createAuthority>>();
  const issuedByPem = new Map<string, Issued>();
  const read = new Map<string, HeldTruth | null>();
  const authority = (clusterId: string, generation: number) => {
    const at = `${clusterId} ${generation}`;
    const made = authorities.get(at) ?? createAuthority(name, authorityKeys, before);
    authorities.set(at, made);
    return made;
  };
  return {
    authorityOf: (clusterId, generation) => authority(clusterId, generation).certificate,
    issue: (wanted, at, lifeMs) => {
      const pem = issueClientCertificate({
        authority: authority(wanted.clusterId, wanted.generation),
        keys: pair,
        commonName: wanted.commonName,
        issuedAt: at,
        lifeMs,
        serialBytes: 8,
      });
      const issued = { ...wanted, notBefore: at, notAfter: new Date(at.getTime() + lifeMs), pem, key };
      issuedByPem.set(pem.trim(), issued);
      return issued;
    },
    kubeconfig: (issued, server) =>
      layOut({
        context: `${issued.uid}-${issued.clusterId}`,
        uid: issued.uid,
        server,
        authority: authority(issued.clusterId, issued.generation).certificate,
        certificate: issued.pem,
        key,
      }),
    heldIn: (text) => {
      const known = read.get(text);
      if (known !== undefined) return known;
      const part = (field: string) => new RegExp(`${field}: (\\S+)$`, 'm').exec(text)?.[1] ?? '';
      const pem = (field: string) => Buffer.from(part(`${field}-data`), 'base64').toString('latin1');
      const issued = issuedByPem.get(pem('client-certificate').trim());
      const isWhole = issued !== undefined && pem('client-key') === key;
      const held = isWhole
        ? { issued, server: part('server'), authority: pem('certificate-authority') }
        : null;
      read.set(text, held);
      return held;
    },
    byPem: (pem) => issuedByPem.get(pem.trim()) ?? null,
  };
}

/** Parsing takes most of a night, and a certificate that is read every night is the same every night. */
export function rememberParsedCertificates(): void {
  const parsed = new Map<unknown, crypto.X509Certificate>();
  crypto.X509Certificate = new Proxy(crypto.X509Certificate, {
    construct(real, [from]) {
      const key = typeof from === 'string' ? from : Buffer.from(from).toString('latin1');
      const certificate = parsed.get(key) ?? new real(from);
      if (parsed.size > 5_000) parsed.clear();
      parsed.set(key, certificate);
      return certificate;
    },
  });
  syncBuiltinESMExports();
}
