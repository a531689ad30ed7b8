import type { CertificateFacts } from '../words/certificate.js';
import { type Claim, firstOf, proven, type Rule, refuted } from './claim.js';

/**
 * That what the cloud issued renews a certificate: another one, which ends later, of the same holder. Having asked
 * inside the renewal window proves nothing, nor does an answer of the cloud.
 */
export type Renewed = Claim<
  'Newer',
  /** The same certificate as ours: the server does not renew yet. */
  | 'SameCertificate'
  /** A different one that ends no later. */
  | 'EndsNoLater'
  /** It names another holder: fetched with the wrong credentials. */
  | 'HeldByAnotherIdentity',
  never
>;

export interface RenewedSight {
  readonly current: CertificateFacts;
  readonly issued: CertificateFacts;
}

type RenewedRule = Rule<RenewedSight, Renewed>;

const sameCertificate: RenewedRule = ({ current, issued }) =>
  issued.serial === current.serial ? refuted('SameCertificate') : null;

const endsNoLater: RenewedRule = ({ current, issued }) =>
  issued.notAfter <= current.notAfter ? refuted('EndsNoLater') : null;

const anothers: RenewedRule = ({ current, issued }) =>
  current.uid !== null && issued.uid !== current.uid ? refuted('HeldByAnotherIdentity') : null;

/** Whether an issued certificate renews the current one. Pure. */
export const claimRenewed: (sight: RenewedSight) => Renewed = firstOf<RenewedSight, Renewed>(
  [sameCertificate, endsNoLater, anothers],
  () => proven('Newer'),
);
