import { Text, useApp, useInput, useIsScreenReaderEnabled, usePaste } from 'ink';
import { type ReactNode, useEffect, useSyncExternalStore } from 'react';
import { keysIn } from '../screen/burst.js';
import { spoken } from '../screen/spoken.js';
import type { Store } from '../screen/store.js';
import type { Suspend } from './control.js';

export interface ScreenProps {
  readonly store: Store;
  /** Receives the function that gives the terminal to another program. */
  readonly onReady: (suspend: Suspend) => void;
}

/** Connects the keyboard to the store: keys become events. What is drawn is the painter's. */
export function Screen({ store, onReady }: ScreenProps): ReactNode {
  const { suspendTerminal } = useApp();
  useEffect(() => onReady(suspendTerminal), [onReady, suspendTerminal]);
  useInput((input, key) => {
    store.dispatch(...keysIn(input, key).map((name) => ({ kind: 'key', key: name }) as const));
  });
  usePaste((text) => store.dispatch({ kind: 'paste', text }));
  return useIsScreenReaderEnabled() ? <Spoken store={store} /> : null;
}

/** For a screen reader: what matters now, in sentences, without bars and boxes. */
function Spoken({ store }: Pick<ScreenProps, 'store'>): ReactNode {
  const state = useSyncExternalStore(store.subscribe, store.get);
  return <Text>{spoken(state).join('\n')}</Text>;
}
