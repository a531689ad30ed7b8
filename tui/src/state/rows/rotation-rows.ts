import type { AppState } from '../app-state.js';
import type { Searchable } from '../filter.js';
import type { LogRow, RotationTab } from '../rotation-views.js';
import { functionRows } from './function-rows.js';
import { planRows } from './plan-rows.js';

/** The rows of the view that is open on the Rotation screen. */
export function rotationRows(state: AppState): readonly Searchable[] {
  return rowsOfTab[state.rotation.tab](state);
}

const rowsOfTab: Readonly<Record<RotationTab, (state: AppState) => readonly Searchable[]>> = {
  plan: planRows,
  function: functionRows,
  runs: runRows,
  changes: changeRows,
  calendar: monthRows,
  log: logRows,
};

function runRows({ rotation }: AppState): readonly Searchable[] {
  const runs = rotation.runs.value?.runs ?? [];
  return runs.map(({ runId, mode, startedAt, failures }) => ({
    id: runId,
    text: `${startedAt} ${mode} ${failures.join(' ')} ${runId}`,
  }));
}

/** What a change is known by among the rows. */
export function changeId({ cluster, identity }: { cluster: { id: string }; identity: string }): string {
  return `${cluster.id}/${identity}`;
}

function changeRows({ rotation }: AppState): readonly Searchable[] {
  const changes = rotation.runs.value?.changes ?? [];
  return changes.map((change) => {
    const { cluster, region, identity, kind } = change;
    return { id: changeId(change), text: `${cluster.name} ${region} ${identity} ${kind}` };
  });
}

function monthRows({ rotation }: AppState): readonly Searchable[] {
  const months = [...(rotation.calendar.value?.months ?? [])];
  return months.map(([month, { events }]) => {
    const names = new Set(events.map(({ cluster }) => cluster.name));
    return { id: month, text: `${month} ${[...names].join(' ')}` };
  });
}

function logRows(state: AppState): readonly Searchable[] {
  return (state.rotation.log.value?.lines ?? []).map((line) => ({
    id: line.id,
    text: soughtText(state, line),
  }));
}

/** Of the rotation's own lines the words, not the JSON around them. */
function soughtText({ fleet }: AppState, { record, text }: LogRow): string {
  switch (record?.kind) {
    case undefined:
      return text;
    case 'step': {
      const name = fleet.clusters.get(record.cluster)?.name ?? record.cluster;
      return `step ${name} ${record.identity} ${record.step} ${record.result} ${record.sink ?? ''}`;
    }
    case 'outcome': {
      const { cluster, identity, decision, error } = record;
      return `outcome ${cluster.name} ${identity} ${decision.kind} ${decision.reason} ${error?.message ?? ''}`;
    }
    case 'report':
      return `report ${record.mode} ${record.failures.map(({ what }) => what).join(' ')}`;
    case 'error':
      return `error ${record.error.message}`;
    case 'planned':
    case 'metrics':
      return record.kind;
  }
}
