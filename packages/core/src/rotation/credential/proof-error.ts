import { AckringError } from '../../errors.js';
import { daysLeft } from '../../renewal-window.js';
import { word } from '../../shell-word.js';
import type { CredentialFacts } from './credential.js';
import type { ProofFailure } from './credential-proof.js';

const explanations: Record<ProofFailure, string> = {
  keyMismatch: 'its private key does not belong to its certificate',
  identityMismatch: 'its certificate names another identity',
  clusterMismatch: 'it is of another cluster',
  expired: 'its certificate has already ended',
  notYetValid: 'its certificate is not valid yet by more than the clocks can explain',
  temporary: 'it is a temporary one, which no automation can live on',
  olderThanStored: 'it ends earlier than the one already stored',
};

/** The fetched kubeconfig is not stored, and why. */
export function proofError(failure: ProofFailure, cluster: string): AckringError {
  const isTooEarly = failure === 'expired' || failure === 'olderThanStored';
  return new AckringError(
    isTooEarly ? 'NotRenewed' : 'VerificationFailed',
    `the kubeconfig of ${cluster} was not stored: ${explanations[failure]}`,
    {
      remedy:
        failure === 'olderThanStored'
          ? `Somebody shortened how long this identity's certificates live: set it back as the account root, ackring life ${word(cluster)}`
          : `Look at what the cloud gives: ackring get ${word(cluster)} --long-term --stdout | ackring inspect -`,
    },
  );
}

/** The cloud was asked for a new certificate and gave the one we have. */
export function notRenewedError({ certificate }: CredentialFacts, cluster: string, now: Date): AckringError {
  const left = daysLeft(certificate.notAfter, now);
  return new AckringError(
    'NotRenewed',
    `the cloud still gives the same certificate for ${cluster} (serial ${certificate.serial}, ${left} days left)`,
    {
      remedy:
        'Its window may open later than renewBeforeDays says. If less than 60 days are left, open a ticket, or revoke it and let the next run fetch the new one.',
    },
  );
}

/** The API server refuses what is stored, and the cloud has nothing else to give. */
export function stillRejectedError(cluster: string): AckringError {
  return new AckringError(
    'VerificationFailed',
    `the API server of ${cluster} refuses the stored kubeconfig, and the cloud still gives the same one`,
    { remedy: `Ask for the reason: ackring verify, or grant the identity its role in ${cluster} again.` },
  );
}
