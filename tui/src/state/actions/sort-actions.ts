import { currentScreen, setSort } from '../list-screen.js';
import { type ColumnId, sortBy } from '../sorting.js';
import { step, type Transition } from '../step.js';

export const sortActions = {
  sortName: by('name'),
  sortRegion: by('region'),
  sortKind: by('kind'),
  sortVersion: by('version'),
  sortState: by('state'),
  sortLife: by('life'),
  sortServer: by('server'),
  sortFile: by('file'),
  sortIdentity: by('identity'),
  sortCluster: by('cluster'),
  sortEnd: by('end'),
  sortStatus: by('status'),
  sortCount: by('count'),
  sortDecision: by('decision'),
  sortTime: by('time'),
} satisfies Record<string, Transition>;

function by(column: ColumnId): Transition {
  return (state) => step(setSort(state, sortBy(currentScreen(state).sort, column)));
}
