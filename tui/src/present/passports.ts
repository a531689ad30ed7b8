import { formatName } from '@ackring/core/certificate/extensions';
import type { CertificatePassport } from '@ackring/core/certificate/passport';
import type { ContextPassport } from '@ackring/core/contexts/inspect';
import { certificateIssuedAt } from '@ackring/core/kubeconfig/context-entry';
import { pad } from '../shell/text-table.js';
import { contextToJson } from './context-json.js';
import { contextStatus, credentialText } from './contexts.js';
import { lifeBar } from './life-bar.js';
import { instantText, timeLeft } from './time-left.js';
import { visible } from './visible.js';

/** Everything about one context, laid out like a passport. */
export function passportText(passport: ContextPassport, now: Date, path: (file: string) => string): string {
  const { entry, certificate } = passport;
  const facts: readonly (readonly [string, string | null])[] = [
    ['File', path(entry.file)],
    ['Server', entry.server],
    [
      'Cluster',
      entry.ack === null ? entry.cluster : `${entry.ack.clusterId} (${entry.ack.region ?? 'region unknown'})`,
    ],
    ['Credential', credentialText(entry.credential)],
    ['Status', contextStatus(entry)],
    ...(certificate === null ? [] : certificateFacts(passport, certificate, now)),
    ...entry.warnings.map((warning) => ['Warning', warning] as const),
  ];
  const lines = facts.flatMap(([name, value]) =>
    value === null ? [] : [`  ${pad(name, 13)} ${visible(value)}`],
  );
  return [visible(entry.context), ...lines].join('\n');
}

type Fact = readonly [string, string | null];

function certificateFacts(
  passport: ContextPassport,
  certificate: CertificatePassport,
  now: Date,
): readonly Fact[] {
  const { entry, keyMatches, authorities, isSignedByAuthority } = passport;
  const holder = entry.credential.kind === 'certificate' ? entry.credential : null;
  const bar = lifeBar(certificate, now);
  const { keyUsage, extendedKeyUsage } = certificate.extensions;
  return [
    ['Subject', formatName(certificate.subject)],
    ['Holder', holder?.uid ?? null],
    ['Issued', holder === null ? null : instantText(certificateIssuedAt(holder))],
    ['Not before', instantText(certificate.notBefore)],
    ['Ends', `${instantText(certificate.notAfter)} (${timeLeft(certificate.notAfter, now)})`],
    ['Renews from', entry.renewableFrom === null ? null : instantText(entry.renewableFrom)],
    ['Life', `${bar.left}${bar.spent}`],
    ['Serial', certificate.serial],
    ['SHA-256', certificate.sha256],
    ['Issuer', formatName(certificate.issuer)],
    ['Key', keyText(certificate, keyMatches)],
    ['Usage', [...(keyUsage ?? []), ...(extendedKeyUsage ?? [])].join(', ')],
    [
      'Authority',
      authorities
        .map(({ subject, notAfter }) => `${formatName(subject)}, ends ${instantText(notAfter)}`)
        .join('; ') || null,
    ],
    [
      'Signed by it',
      isSignedByAuthority === null ? null : isSignedByAuthority ? 'yes' : 'no (as ACK did until 2024)',
    ],
  ];
}

function keyText({ publicKey }: CertificatePassport, keyMatches: boolean | null): string {
  const size = publicKey.bits === null ? (publicKey.curve ?? '') : String(publicKey.bits);
  const match =
    keyMatches === null
      ? 'no key here'
      : keyMatches
        ? 'matches the certificate'
        : 'DOES NOT match the certificate';
  return `${publicKey.algorithm} ${size}, ${match}`;
}

/** The `inspect` contract: that of `contexts`, and the certificate whole. */
export function passportToJson(passport: ContextPassport): Record<string, unknown> {
  const { entry, certificate, chain, keyMatches, authorities, isSignedByAuthority } = passport;
  return { ...contextToJson(entry), certificate, chain, keyMatches, authorities, isSignedByAuthority };
}
