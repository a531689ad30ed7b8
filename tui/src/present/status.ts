import type { CredentialStatus } from '@ackring/core/words/certificate';
import type { Messages } from '../messages/messages.js';

/** The letter beside the color, so that a status reads without it. */
export const statusLetters: Readonly<Record<CredentialStatus, string>> = {
  fresh: 'F',
  renewable: 'R',
  critical: 'C',
  expired: 'E',
  temporary: 'T',
  notYetValid: 'N',
  revoked: 'X',
  unknown: '?',
};

/** `R renewable`. */
export function statusText(status: CredentialStatus, { statuses }: Messages): string {
  return `${statusLetters[status]} ${statuses[status]}`;
}
