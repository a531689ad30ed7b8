import { AckringError } from '../../errors.js';
import { daysLeft } from '../../renewal-window.js';
import type { CredentialFacts } from './credential.js';

/** What the cloud gave ends before what is stored, and is not put in its place. */
export function olderError(cluster: string): AckringError {
  return new AckringError(
    'NotRenewed',
    `the kubeconfig of ${cluster} was not stored: it ends earlier than the one already stored`,
    {
      remedy:
        "Somebody shortened how long this identity's certificates live: set it back as the account root (UpdateK8sClusterUserConfigExpire).",
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
