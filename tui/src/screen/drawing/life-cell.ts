import { basename } from 'node:path';
import type { ContextEntry, Credential } from '@ackring/core/kubeconfig/context-entry';
import type { CredentialStatus, Validity } from '@ackring/core/words/certificate';
import type { Messages } from '../../messages/messages.js';
import { lifeBar } from '../../present/life-bar.js';
import { statusLetters } from '../../present/status.js';
import { visible } from '../../present/visible.js';
import { fitText, type Line, span, widthOf } from './line.js';
import type { Tone } from './skins.js';
import { durationText } from './times.js';

export const statusTones: Readonly<Record<CredentialStatus, Tone>> = {
  fresh: 'good',
  renewable: 'info',
  critical: 'warn',
  expired: 'bad',
  temporary: 'accent',
  notYetValid: 'warn',
  revoked: 'bad',
  unknown: 'dim',
};

/** The life bar with the time left and the status's letter, so that it reads without colour. */
export function lifeCell(entry: ContextEntry, now: Date, width: number, messages: Messages): Line {
  const { credential, status } = entry;
  if (credential.kind !== 'certificate') return [span(credentialWord(credential, messages), 'dim')];
  const letter = ` ${statusLetters[status]}`;
  const timeWidth = lifeTimeWidth(messages);
  const barWidth = Math.min(17, width - timeWidth - widthOf(letter) - 1);
  const time = fitText(lifeText(credential, status, now, messages), timeWidth, 'right');
  const tail = [span(time, statusTones[status]), span(letter, statusTones[status])];
  if (barWidth < 4) return [span(time.trimStart(), statusTones[status]), span(letter, statusTones[status])];
  return [...lifeBarSpans(credential, status, now, barWidth), span(' '), ...tail];
}

export function lifeBarSpans(validity: Validity, status: CredentialStatus, now: Date, width: number): Line {
  const { left, spent } = lifeBar(validity, now, width);
  return [span(left, statusTones[status]), span(spent, 'faint')];
}

/** `912 d`, `7 h`, `−3 d` of what has ended, `revoked`. */
export function lifeText(
  { notAfter }: Pick<Validity, 'notAfter'>,
  status: CredentialStatus,
  now: Date,
  messages: Messages,
): string {
  if (status === 'revoked') return messages.statuses.revoked;
  return durationText(notAfter.getTime() - now.getTime(), messages);
}

export function lifeTimeWidth({ statuses, units }: Messages): number {
  return Math.max(widthOf(statuses.revoked), widthOf(`−${units.days(1095)}`));
}

/** How a context without a certificate proves who it is. */
export function credentialWord(credential: Credential, { credentials }: Messages): string {
  switch (credential.kind) {
    case 'exec':
      return credential.issues === null
        ? credentials.exec(visible(credential.command))
        : credentials.fetched(credential.issues, visible(basename(credential.command)));
    case 'authProvider':
      return credentials.authProvider(visible(credential.name));
    case 'certificate':
      return '';
    case 'basic':
    case 'none':
    case 'token':
    case 'unreadable':
      return credentials[credential.kind];
  }
}
