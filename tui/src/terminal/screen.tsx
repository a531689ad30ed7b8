import { Text, useApp, useInput, useIsScreenReaderEnabled, usePaste } from 'ink';
import { type ReactNode, useEffect, useSyncExternalStore } from 'react';
import { keysIn } from '../screen/burst.js';
import { spoken } from '../screen/spoken.js';
import type { Store } from '../screen/store.js';
import type { AppEvent } from '../screen/update.js';
import type { Suspend } from './control.js';

export interface ScreenProps {
  readonly store: Store;
  /** Whether another program has the terminal. */
  readonly isLent: () => boolean;
  /** Receives the function that gives the terminal to another program. */
  readonly onReady: (suspend: Suspend) => void;
}

/** Connects the keyboard to the store: keys become events. What is drawn is the painter's. */
export function Screen({ store, isLent, onReady }: ScreenProps): ReactNode {
  const { suspendTerminal } = useApp();
  useEffect(() => onReady(suspendTerminal), [onReady, suspendTerminal]);
  // What was typed ahead for whoever has the terminal now is not the screen's: `fg` behind Ctrl-Z, in one read.
  const press = (event: AppEvent): void => {
    if (!isLent()) store.dispatch(event);
  };
  useInput((input, key) => {
    for (const name of keysIn(input, key)) press({ kind: 'key', key: name });
  });
  usePaste((text) => press({ kind: 'paste', text }));
  return useIsScreenReaderEnabled() ? <Spoken store={store} /> : null;
}

/** For a screen reader: what matters now, in sentences, without bars and boxes. */
function Spoken({ store }: Pick<ScreenProps, 'store'>): ReactNode {
  const state = useSyncExternalStore(store.subscribe, store.get);
  return <Text>{spoken(state).join('\n')}</Text>;
}
