import { en } from '../messages/en.js';

/** Everything a key can do. Names are stable: people rebind keys by them in their settings. */
export type ActionId = keyof typeof en.actions;

export const actionIds = Object.keys(en.actions) as readonly ActionId[];
