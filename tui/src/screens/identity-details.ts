import { durationText } from '../components/duration-text.js';
import { statusTones } from '../components/life-cell.js';
import { cutMiddle, fitText, type Line, span, wrapText } from '../components/line.js';
import { localDay } from '../components/local-time.js';
import type { Messages } from '../messages/messages.js';
import { statusLetters } from '../present/status.js';
import { visible } from '../present/visible.js';
import type { AppState } from '../state/app-state.js';
import type { Holding } from '../state/holders.js';
import { factLines } from './fact-lines.js';

/** One identity, and every cluster of which it holds a kubeconfig. */
export function identityLines(
  state: AppState,
  { identity, entries, isOrphan }: Holding,
  width: number,
  messages: Messages,
): readonly Line[] {
  const words = messages.identity;
  const facts = factLines(
    [
      [words.uid, visible(identity.uid)],
      [words.type, messages.identityTypes[identity.type]],
      [words.state, [span(messages.identityStates[identity.state], isOrphan ? 'bad' : 'text')]],
      [words.holds, words.clusters(entries.length)],
    ],
    width,
  );
  const warning = isOrphan ? wrapText(words.orphan, width).map((text): Line => [span(text, 'warn')]) : [];
  const held = entries.map(({ cluster, region, notAfter, status }): Line => {
    const left = durationText(notAfter.getTime() - state.now.getTime(), messages);
    return [
      span(fitText(cutMiddle(visible(cluster.name), 30), 32)),
      span(fitText(visible(region ?? ''), 18), 'dim'),
      span(fitText(localDay(notAfter, state.timeZone), 12), 'dim'),
      span(fitText(left, 8, 'right'), statusTones[status]),
      span(`  ${statusLetters[status]}`, statusTones[status]),
    ];
  });
  return [...facts, ...(warning.length === 0 ? [] : [[], ...warning]), [], ...held];
}
