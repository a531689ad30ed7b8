import { clustersByPlace, visible } from '@ackring/core/words';
import { translateProblem } from '../../messages/problems/translate.js';
import { type Line, span } from '../../screen/drawing/line.js';
import { type Fact, factLines } from '../../screen/fact-lines.js';
import { everyRegion, type Picker } from '../../screen/picker.js';

/** What a region has, or why it does not answer. */
export const regionPreview: Picker['preview'] = (state, region, { width, messages }) => {
  const clusters = clustersByPlace(state.fleet.clusters).filter(
    (cluster) => region === everyRegion || cluster.region === region,
  );
  const scan = [...state.fleet.regions].find(([key]) => key.split(' · ')[0] === region)?.[1];
  const { header, details } = messages;
  const count: Line = [span(header.clusters(clusters.length), 'text')];
  const facts: readonly Fact[] =
    scan?.kind === 'failed'
      ? [[details.problem.message, visible(translateProblem(scan.error, messages).message)]]
      : [];
  return [
    count,
    ...(facts.length === 0 ? [] : factLines(facts, width)),
    ...clusters.map(({ name }): Line => [span(visible(name), 'dim')]),
  ];
};

/** Whose credentials these are, if in use, and whether they may change anything. */
export const profilePreview: Picker['preview'] = (state, name, { width, messages }) => {
  const { profile, settings, watched, fleet } = state;
  const { header, watching: words } = messages;
  const isWatched = watched.some((each) => (each ?? profile?.profile) === name);
  const isCurrent = profile !== null && profile.profile === name;
  const facts: Fact[] = [];
  if (isCurrent && profile.accountId !== null) facts.push([words.account, visible(profile.accountId)]);
  if (isCurrent) facts.push([words.origin, header.origins[profile.kind]]);
  if (isWatched) facts.push([words.seen, header.clusters(fleet.clusters.size)]);
  if (settings.readOnlyProfiles.includes(name)) facts.push(['', header.readOnly]);
  return facts.length === 0 ? [[span(words.notSeen, 'dim')]] : factLines(facts, width);
};
