import type { Cluster } from '@ackring/core/cluster';
import { clusterKind } from '@ackring/core/cluster';
import type { AckringError } from '@ackring/core/errors';
import { box } from '../components/box.js';
import { lifeCell } from '../components/life-cell.js';
import { type Line, span } from '../components/line.js';
import { localTime } from '../components/local-time.js';
import { windowed } from '../components/scroll.js';
import type { Messages } from '../messages/messages.js';
import { visible } from '../present/visible.js';
import type { AppState, DetailsSubject } from '../state/app-state.js';
import { type Dialog, dialogWidth } from './dialogs.js';
import { type Fact, factLines } from './fact-lines.js';
import { passportLines, passportNote } from './passport.js';

/** All that is known of the selected row. */
export function detailsBox(
  state: AppState,
  subject: DetailsSubject,
  top: number,
  messages: Messages,
  height: number,
): Dialog {
  const width = dialogWidth(state, 92);
  const { title, note, lines } = contents(state, subject, width - 4, messages);
  return { lines: box(title, windowed(lines, top, Math.max(1, height - 2)), width, note), cursor: null };
}

interface Contents {
  readonly title: string;
  readonly note: string;
  readonly lines: readonly Line[];
}

function contents(state: AppState, subject: DetailsSubject, width: number, messages: Messages): Contents {
  const nothing = { title: '', note: '', lines: [] };
  switch (subject.kind) {
    case 'region': {
      const scan = state.fleet.regions.get(subject.id);
      const facts = scan?.kind === 'failed' ? problemFacts(scan.error, messages) : [];
      return { title: visible(subject.id), note: '', lines: factLines(facts, width) };
    }
    case 'cluster': {
      const cluster = state.fleet.clusters.get(subject.id);
      if (cluster === undefined) return nothing;
      const lines = [
        ...factLines(clusterFacts(state, cluster, messages), width),
        ...held(state, cluster, messages),
      ];
      return { title: visible(cluster.name), note: visible(cluster.region), lines };
    }
    case 'context': {
      const entry = state.kubeconfigs.entries.get(subject.id);
      if (entry === undefined) return nothing;
      const title = visible(entry.context);
      return {
        title,
        note: passportNote(entry, messages),
        lines: passportLines(state, entry, width, messages),
      };
    }
  }
}

export function problemFacts(error: AckringError, { details }: Messages): readonly Fact[] {
  const { problem } = details;
  const facts: readonly Fact[] = [
    [problem.message, visible(error.message)],
    [problem.remedy, visible(error.remedy)],
  ];
  return error.requestId === null ? facts : [...facts, [problem.requestId, visible(error.requestId)]];
}

function clusterFacts(state: AppState, cluster: Cluster, messages: Messages): readonly Fact[] {
  const labels = messages.details.cluster;
  const tags = Object.entries(cluster.tags).map(([key, value]) => `${key}=${value}`);
  return [
    [labels.id, visible(cluster.id)],
    [labels.kind, `${messages.kinds[clusterKind(cluster)]} · ${visible(cluster.spec)}`],
    [labels.version, visible(cluster.version)],
    [labels.state, visible(cluster.state)],
    [labels.public, visible(cluster.endpoints.public ?? labels.none)],
    [labels.private, visible(cluster.endpoints.private ?? labels.none)],
    [labels.created, cluster.created === null ? labels.none : localTime(cluster.created, state.timeZone)],
    [labels.tags, tags.length === 0 ? labels.none : visible(tags.join('  '))],
  ];
}

/** The contexts that lead to the cluster, each with its life. */
function held(state: AppState, { id }: Cluster, messages: Messages): readonly Line[] {
  const entries = state.kubeconfigs.byCluster.get(id) ?? [];
  const labels = messages.details.cluster;
  if (entries.length === 0) return factLines([[labels.kubeconfigs, labels.none]], 80);
  return [
    [],
    [span(labels.kubeconfigs, 'strong')],
    ...entries.map((entry) => [
      span('  '),
      ...lifeCell(entry, state.now, 34, messages),
      span(`  ${visible(entry.context)}`),
    ]),
  ];
}
