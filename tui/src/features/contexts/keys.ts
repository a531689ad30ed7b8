import type { Action, Binding } from '../../screen/binding.js';
import { mark, markAll, openRow, rowIsSelected } from '../../screen/list-keys.js';
import { step } from '../../screen/step.js';
import { showChosenYaml, verifyChosen } from '../../subjects/context/actions.js';
import { chosenContexts } from '../../subjects/context/kubeconfigs.js';
import { edit } from '../../subjects/context/tasks.js';

const editFile: Action = {
  action: 'edit',
  isChanging: true,
  disabled: rowIsSelected,
  does: (state) => {
    const [entry] = chosenContexts(state);
    return entry === undefined ? step(state) : step(state, edit(entry.file));
  },
};

const scope = 'contexts';

/** The keys of the Contexts screen; those for fetching and renewing are with the fetch feature. */
export const contextKeys = ({
  fetchChosen,
  renewChosen,
}: Readonly<Record<'fetchChosen' | 'renewChosen', Action>>): readonly Binding[] => [
  { ...openRow, scope, keys: ['enter'], isInFooter: true },
  { ...verifyChosen, scope, keys: ['v'], isInFooter: true },
  { ...renewChosen, scope, keys: ['r'], isInFooter: true },
  { ...fetchChosen, scope, keys: ['f'] },
  { ...mark, scope, keys: ['space'], isInFooter: true },
  { ...markAll, scope, keys: ['ctrl-a'] },
  { ...showChosenYaml, scope, keys: ['y'], isInFooter: true },
  { ...editFile, scope, keys: ['e'] },
];
