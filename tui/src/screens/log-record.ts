import type { RotationRecord } from '@ackring/core/rotation/function/function-log';
import type { Messages } from '../messages/messages.js';
import { visible } from '../present/visible.js';
import type { AppState } from '../state/app-state.js';

/** What one of the rotation's own lines says, in the reader's language where there are words for it. */
export function recordText(state: AppState, record: RotationRecord, messages: Messages): string {
  const { rotation, decisions, decisionReasons, deployed } = messages;
  switch (record.kind) {
    case 'planned':
      return deployed.record.planned(record.work, record.total);
    case 'step': {
      const { cluster, identity, step, result, durationMs, sink } = record;
      const name = state.fleet.clusters.get(cluster)?.name ?? cluster;
      const words = `${wordOf(rotation.steps, step)}: ${wordOf(rotation.results, result)}`;
      const place = sink === null ? '' : ` · ${visible(sink)}`;
      return `${visible(name)} · ${visible(identity)}  ${words} · ${Math.round(durationMs)} ms${place}`;
    }
    case 'outcome': {
      const { cluster, identity, decision, error } = record;
      const words = `${wordOf(decisions, decision.kind)} · ${wordOf(decisionReasons, decision.reason)}`;
      const failed = error === null ? '' : ` · ${visible(error.message)}`;
      return `${visible(cluster.name)} · ${visible(identity)}  ${words}${failed}`;
    }
    case 'report': {
      const failures = record.failures.map(({ what, error }) => `${visible(what)}: ${visible(error.code)}`);
      return [`${deployed.modes[record.mode]}: ${deployed.counts(record.counts)}`, ...failures].join(' · ');
    }
    case 'metrics':
      return conditionStates.map((state) => `${record[state]} ${rotation.conditions[state]}`).join(' · ');
    case 'error':
      return visible(record.error.message);
  }
}

const conditionStates = ['ready', 'pending', 'failing', 'blocked'] as const;

/** A later version of the function may have words that this program does not know. */
function wordOf(words: Readonly<Record<string, string>>, word: string): string {
  return Object.hasOwn(words, word) ? (words[word] ?? word) : visible(word);
}
