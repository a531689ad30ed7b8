import { basename } from 'node:path';
import type { ContextEntry, Credential } from '@ackring/core/kubeconfig';
import {
  type CredentialStatus,
  isTemporary,
  longTermMs,
  renewalLeadMs,
  type Validity,
  visible,
} from '@ackring/core/words';
import type { Messages } from '../messages/messages.js';
import { durationText } from '../messages/times.js';
import { fitText, type Line, span, widthOf } from './drawing/line.js';
import type { Tone } from './drawing/skins.js';

/** The letter beside the colour, so that a status is readable without it. */
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

/** As a certificate goes through them, those of any other last. */
export const statusNames = Object.keys(statusLetters) as CredentialStatus[];

/** The names by which a filter asks for the days left, on every screen that has them. */
export function askedLeft<Left>(left: Left): Readonly<Record<'left' | 'life' | 'daysLeft', Left>> {
  return { left, life: left, daysLeft: left };
}

/** `R renewable`. */
export function statusText(status: CredentialStatus, { statuses }: Messages): string {
  return `${statusLetters[status]} ${statuses[status]}`;
}

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

/** The life bar with the time left and the status's letter, so that it is readable without colour. */
export function lifeCell(entry: ContextEntry, now: Date, width: number, messages: Messages): Line {
  const { credential, status } = entry;
  if (credential.kind !== 'certificate') return [span(credentialWord(credential, messages), 'dim')];
  const letter = ` ${statusLetters[status]}`;
  const timeWidth = lifeTimeWidth(messages);
  const barWidth = Math.min(17, width - timeWidth - widthOf(letter) - 1);
  const time = fitText(lifeText(credential, status, now, messages), timeWidth, 'right');
  const tail = [span(time, statusTones[status]), span(letter, statusTones[status])];
  if (barWidth < 3) return [span(time.trimStart(), statusTones[status]), span(letter, statusTones[status])];
  return [...lifeBarSpans(credential, status, now, barWidth), span(' '), ...tail];
}

export function lifeBarSpans(validity: Validity, status: CredentialStatus, now: Date, width: number): Line {
  const { left, spent } = lifeBar(validity, now, width);
  return [span(left, statusTones[status]), span(spent, 'faint')];
}

/** `912 d`, `7 h`, `−3 d` once expired, `revoked`. */
/** `12 d C`, as a bar ends; the kind of what has no end. */
export function lifeWords(
  { credential, status }: Pick<ContextEntry, 'credential' | 'status'>,
  now: Date,
  messages: Messages,
): string {
  return credential.kind === 'certificate'
    ? leftText(credential, status, now, messages)
    : credentialWord(credential, messages);
}

/** `12 d C`. */
export function leftText(
  validity: Pick<Validity, 'notAfter'>,
  status: CredentialStatus,
  now: Date,
  messages: Messages,
): string {
  return `${lifeText(validity, status, now, messages)} ${statusLetters[status]}`;
}

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

/** A context's credential other than a certificate. */
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

export interface LifeBar {
  /** Life left, as solid cells. */
  readonly left: string;
  /** Life spent. */
  readonly spent: string;
}

/**
 * How much of a certificate's life is left, solid from the left, with a notch where its window opens. The full length
 * is three years, or its own life if that is shorter; a temporary one has no window.
 */
export function lifeBar(validity: Validity, now: Date, cells = 17): LifeBar {
  const wholeMs = Math.min(longTermMs, validity.notAfter.getTime() - validity.notBefore.getTime());
  const share = Math.min(1, Math.max(0, (validity.notAfter.getTime() - now.getTime()) / wholeMs));
  // A life that is not over keeps one cell, and one that is not full lacks one.
  const solid = share === 0 ? 0 : Math.max(1, Math.floor(share * cells));
  const sign = share * cells < 0.25 ? '╸' : '━';
  // In the first cell of a short bar it would hide how much of the window is left.
  const notch = isTemporary(validity) ? 0 : Math.round((renewalLeadMs(validity) / wholeMs) * cells) - 1;
  const bar = Array.from({ length: cells }, (_, cell) =>
    cell === notch && notch > 0 ? '╎' : cell < solid ? sign : '╍',
  );
  return { left: bar.slice(0, solid).join(''), spent: bar.slice(solid).join('') };
}
