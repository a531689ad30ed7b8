import { successMark } from '@ackring/core/claims';
import { type ContextEntry, certificateIssuedAt } from '@ackring/core/kubeconfig';
import { type CertificateFacts, isOrphaned, isTemporary, visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import { translate, translateVerdict } from '../../messages/problems/translate.js';
import { localDay, localTime } from '../../messages/times.js';
import type { AppState } from '../../screen/app-state.js';
import { type Line, lineWidth, span } from '../../screen/drawing/line.js';
import { type Fact, factLines } from '../../screen/fact-lines.js';
import { credentialWord, lifeBarSpans, lifeText, statusLetters, statusTones } from '../../screen/life.js';
import { homePath } from '../../screen/reader.js';
import { withKeys } from '../../screen/remedy.js';
import { contextId } from './table.js';
import { extentOf } from './verdict.js';

/** `long-term · public`: the kind of a context's kubeconfig. */
export function passportNote(entry: ContextEntry, messages: Messages): string {
  const labels = messages.details.context;
  const parts = [];
  if (entry.credential.kind === 'certificate') {
    parts.push(isTemporary(entry.credential) ? labels.temporary : labels.longTerm);
  }
  if (entry.ack?.access) parts.push(messages.access[entry.ack.access]);
  return parts.join(' · ');
}

/** One context as a passport: holder, validity, life, and whether the server accepts it. */
export function passportLines(
  state: AppState,
  entry: ContextEntry,
  width: number,
  messages: Messages,
): readonly Line[] {
  const labels = messages.details.context;
  const { credential } = entry;
  const own: readonly Fact[] =
    credential.kind === 'certificate'
      ? certificateFacts(state, entry, credential, width, messages)
      : [[labels.credential, credentialWord(credential, messages)]];
  return factLines(
    [...own, ...serverFacts(state, entry, messages), ...placeFacts(state, entry, messages)],
    width,
  );
}

function certificateFacts(
  state: AppState,
  entry: ContextEntry,
  facts: CertificateFacts,
  width: number,
  messages: Messages,
): readonly Fact[] {
  const labels = messages.details.context;
  const { timeZone, now } = state;
  const tone = statusTones[entry.status];
  const renews =
    entry.renewableFrom === null ? '' : `${labels.renews} ${localDay(entry.renewableFrom, timeZone)}`;
  return [
    [labels.holder, holderLine(state, facts, messages)],
    [labels.groups, visible(facts.subject.organizations.join(', '))],
    [labels.issued, localTime(certificateIssuedAt(facts), timeZone)],
    ...endFacts(localTime(facts.notAfter, timeZone), renews, width, messages),
    [
      labels.life,
      [
        ...lifeBarSpans(facts, entry.status, now, Math.min(34, width - 40)),
        span(`  ${lifeText(facts, entry.status, now, messages)}`, tone),
        span(`  ${statusLetters[entry.status]} ${messages.statuses[entry.status]}`, tone),
      ],
    ],
    [labels.serial, withColons(facts.serial)],
  ];
}

/** The number in the certificate, and whose it is by the cloud, once Expiry or Access has asked. */
function holderLine({ holders }: AppState, { uid, subject }: CertificateFacts, messages: Messages): Line {
  const number = span(visible(uid ?? subject.commonName));
  const holding = uid === null ? undefined : holders.identities.get(uid);
  if (holding === undefined) return [number];
  const { name, type, state } = holding.identity;
  const parts = [visible(name ?? ''), messages.identityTypes[type], messages.identityStates[state]];
  const told = parts.filter((part) => part !== '').join(' · ');
  return [number, span(`   ${told}`, isOrphaned(holding.identity) ? 'bad' : 'dim')];
}

/** A label and the gap behind it, in any language. */
const widestLabel = 12;

/** The end, and when a new one is to be had: below it where both do not fit on one line. */
function endFacts(ends: string, renews: string, width: number, messages: Messages): readonly Fact[] {
  const labels = messages.details.context;
  const together: Line = [span(ends), span(renews === '' ? '' : `   ${renews}`, 'dim')];
  if (lineWidth(together) <= width - widestLabel) return [[labels.ends, together]];
  return [
    [labels.ends, ends],
    ['', [span(renews, 'dim')]],
  ];
}

function withColons(hex: string): string {
  return hex.replace(/(..)(?!$)/g, '$1:');
}

function serverFacts(state: AppState, entry: ContextEntry, messages: Messages): readonly Fact[] {
  const labels = messages.details.context;
  const answer = state.kubeconfigs.answers.get(contextId(entry));
  const server: Fact = [labels.server, visible(entry.server ?? '–')];
  if (answer === undefined) return [server, ['', [span(`· ${labels.notAsked}`, 'dim')]]];
  if (answer === 'asking') return [server, ['', [span(messages.answers.asking, 'dim')]]];
  const mark = successMark(answer.claim);
  if (mark !== null) {
    const groups = answer.identity === null ? '' : `  ${visible(answer.identity.username)}`;
    const ok = messages.answers.ok(Math.round(answer.latencyMs ?? 0));
    const extent = extentOf(answer, messages);
    const told = extent === null ? ok : `${ok} · ${visible(extent)}`;
    return [server, ['', [span(`${mark} ${told}`, 'good'), span(groups, 'dim')]]];
  }
  const { message, remedy } = translateVerdict(answer, messages);
  return [server, ['', `✕ ${visible(message)}`], ['', visible(withKeys(remedy, state))]];
}

function placeFacts(state: AppState, entry: ContextEntry, messages: Messages): readonly Fact[] {
  const labels = messages.details.context;
  const elsewhere = sameKeyElsewhere(state, entry).map(
    (other) => `${visible(homePath(other.file, state.home))} (${visible(other.context)})`,
  );
  const facts: Fact[] = [[labels.file, visible(homePath(entry.file, state.home))]];
  if (entry.namespace !== null) facts.push([labels.namespace, visible(entry.namespace)]);
  if (elsewhere.length > 0) facts.push([labels.sameKey, elsewhere.join(', ')]);
  if (entry.warnings.length > 0)
    facts.push([labels.warnings, entry.warnings.map((warning) => translate(messages, warning)).join(' · ')]);
  return facts;
}

/** Other contexts with the very same certificate. */
function sameKeyElsewhere(state: AppState, entry: ContextEntry): readonly ContextEntry[] {
  const { credential } = entry;
  if (credential.kind !== 'certificate') return [];
  return [...state.kubeconfigs.entries.values()].filter(
    (other) =>
      contextId(other) !== contextId(entry) &&
      other.credential.kind === 'certificate' &&
      other.credential.sha256 === credential.sha256,
  );
}
