import { formatName } from '@ackring/core/certificate/extensions';
import type { CertificatePassport } from '@ackring/core/certificate/passport';
import type { ContextPassport } from '@ackring/core/contexts/inspect';
import { certificateIssuedAt } from '@ackring/core/kubeconfig/context-entry';
import { lifeBar } from '../../present/life-bar.js';
import { visible } from '../../present/visible.js';
import { homePath } from '../../screen/drawing/home-path.js';
import { lifeText } from '../../screen/drawing/life-cell.js';
import { localTime } from '../../screen/drawing/local-time.js';
import type { Reader } from '../../screen/table.js';
import { pad } from '../../shell/text-table.js';
import { contextStatus, contextTable, credentialText } from './table.js';

/** Everything about one context, laid out like a passport. */
export function passportText(passport: ContextPassport, reader: Reader): string {
  const { entry, certificate } = passport;
  const facts: readonly (readonly [string, string | null])[] = [
    ['File', homePath(entry.file, reader.home)],
    ['Server', entry.server],
    [
      'Cluster',
      entry.ack === null ? entry.cluster : `${entry.ack.clusterId} (${entry.ack.region ?? 'region unknown'})`,
    ],
    ['Credential', credentialText(entry.credential, reader.messages)],
    ['Status', contextStatus(entry, reader.messages)],
    ...(certificate === null ? [] : certificateFacts(passport, certificate, reader)),
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
  { now, timeZone, messages }: Reader,
): readonly Fact[] {
  const { entry, keyMatches, authorities, isSignedByAuthority } = passport;
  const holder = entry.credential.kind === 'certificate' ? entry.credential : null;
  const at = (instant: Date): string => localTime(instant, timeZone);
  const bar = lifeBar(certificate, now);
  const { keyUsage, extendedKeyUsage } = certificate.extensions;
  return [
    ['Subject', formatName(certificate.subject)],
    ['Holder', holder?.uid ?? null],
    ['Issued', holder === null ? null : at(certificateIssuedAt(holder))],
    ['Not before', at(certificate.notBefore)],
    ['Ends', `${at(certificate.notAfter)} (${lifeText(certificate, entry.status, now, messages)})`],
    ['Renews from', entry.renewableFrom === null ? null : at(entry.renewableFrom)],
    ['Life', `${bar.left}${bar.spent}`],
    ['Serial', certificate.serial],
    ['SHA-256', certificate.sha256],
    ['Issuer', formatName(certificate.issuer)],
    ['Key', keyText(certificate, keyMatches)],
    ['Usage', [...(keyUsage ?? []), ...(extendedKeyUsage ?? [])].join(', ')],
    [
      'Authority',
      authorities.map(({ subject, notAfter }) => `${formatName(subject)}, ends ${at(notAfter)}`).join('; ') ||
        null,
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
  return { ...contextTable.toJson(entry), certificate, chain, keyMatches, authorities, isSignedByAuthority };
}
