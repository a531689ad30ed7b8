import { removeAccess, revokeOwn } from '../features/access/keys.js';
import { clusterTabs } from '../features/clusters/tabs.js';
import { fetchChosen } from '../features/fetch/keys.js';
import { renewChosen } from '../features/fetch/renewing.js';
import type { AppState } from '../screen/app-state.js';
import type { Binding, Disabled } from '../screen/binding.js';
import { back } from '../screen/dialog-keys.js';
import { copyRow, movingKeys } from '../screen/list-keys.js';
import { over } from '../screen/overlay.js';
import { type Step, step } from '../screen/step.js';
import { showChosenYaml, verifyChosen } from '../subjects/context/actions.js';
import type { Details } from './details.js';

const hasTabs: Disabled = ({ overlay }, { reasons }) =>
  overlay?.kind === 'details' && overlay.subject.kind === 'cluster' ? null : reasons.onePage;

const scope = 'details';

export const detailsKeys: readonly Binding[] = [
  {
    action: 'tabNext',
    scope,
    keys: ['tab', 'right'],
    isInFooter: 'whenOn',
    disabled: hasTabs,
    does: over(scope, (...at) => turned(...at, 1)),
  },
  {
    action: 'tabPrevious',
    scope,
    keys: ['shift-tab', 'left'],
    disabled: hasTabs,
    does: over(scope, (...at) => turned(...at, -1)),
  },
  { ...fetchChosen, scope, keys: ['f'], isInFooter: 'whenOn' },
  { ...verifyChosen, scope, keys: ['v'], isInFooter: 'whenOn' },
  { ...renewChosen, scope, keys: ['r'], isInFooter: 'whenOn' },
  { ...removeAccess, scope, keys: ['X'], isInFooter: 'whenOn' },
  { ...revokeOwn, scope, keys: ['R'], isInFooter: 'whenOn' },
  { ...showChosenYaml, scope, keys: ['y'], isInFooter: 'whenOn' },
  { ...copyRow, scope, keys: ['c'], isInFooter: true },
  ...movingKeys(scope),
  { action: 'back', scope, keys: ['esc', 'd', 'q', 'ctrl-c'], isInFooter: true, does: back },
];

function turned(state: AppState, details: Details, by: 1 | -1): Step {
  const at = clusterTabs.indexOf(details.tab);
  const tab = clusterTabs[(at + by + clusterTabs.length) % clusterTabs.length] ?? details.tab;
  return step({ ...state, overlay: { ...details, tab, top: 0 } });
}
