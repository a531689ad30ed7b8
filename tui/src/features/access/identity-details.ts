import { compareRows } from '@ackring/core/access';
import { isOrphaned, visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import { type Line, span, wrapText } from '../../screen/drawing/line.js';
import { factLines } from '../../screen/fact-lines.js';
import { fleetOrphans, pairsOfIdentity } from '../../subjects/holding/access.js';
import { chosenHolderClusters } from '../../subjects/holding/holder-tasks.js';
import type { Holding } from '../../subjects/holding/holders.js';
import { accessSurroundings } from '../../subjects/holding/rows.js';
import { pairLines, rolesNote } from '../../subjects/holding/table.js';
import { migrationNote } from '../../subjects/migration/records.js';
import { rightsNote } from '../../subjects/right/rights.js';
import { rulesNote } from '../../subjects/rule/verdicts.js';
import { tokenSurroundings, tokensNote } from '../../subjects/token/readiness.js';

/** How many clusters have told their holders, while others may hold more. */
function askedSoFar(state: AppState, { crumbs }: Messages): readonly string[] {
  const all = chosenHolderClusters(state);
  const done = all.filter(({ id }) => state.holders.answers.has(id)).length;
  return done < all.length ? [crumbs.asked(done, all.length)] : [];
}

/** One identity, and every cluster that it has access to. */
export function identityLines(
  state: AppState,
  { identity, entries }: Holding,
  width: number,
  messages: Messages,
): readonly Line[] {
  const words = messages.identity;
  const facts = factLines(
    [
      [words.uid, visible(identity.uid)],
      [words.type, messages.identityTypes[identity.type]],
      [words.state, [span(messages.identityStates[identity.state], isOrphaned(identity) ? 'bad' : 'text')]],
      [words.holds, [words.clusters(entries.length), ...askedSoFar(state, messages)].join(' · ')],
    ],
    width,
  );
  const isOrphan = fleetOrphans(state).people.has(identity.uid);
  const warning = isOrphan ? wrapText(words.orphan, width).map((text): Line => [span(text, 'warn')]) : [];
  const rows = pairsOfIdentity(state, identity.uid).toSorted(compareRows);
  const known = { ...accessSurroundings(state), ...tokenSurroundings(state) };
  const held = pairLines(rows, {
    of: 'identity',
    width,
    known,
    reader: { ...state, messages },
  });
  return [
    ...facts,
    ...(warning.length === 0 ? [] : [[], ...warning]),
    [],
    ...held,
    ...rolesNote(rows, width, messages),
    ...rulesNote(rows, state, width, messages),
    ...tokensNote(rows, known, width, { ...state, messages }),
    ...rightsNote(rows, state.rights, width, { ...state, messages }),
    ...migrationNote(rows, state.migrations, width, { ...state, messages }),
  ];
}
