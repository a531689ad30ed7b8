import { join } from 'node:path';
import { namesAtOnce } from '../machine/files/at-once.js';

/** Where rights that end are recorded; the name of each file says when it ends, and whether that is over. */
export const rightsFolder = (stateFolder: string): string => join(stateFolder, 'rights');

/**
 * Whether a right's end has come that is not known to be over. Every run that has asked the cloud takes this look, at
 * the names in one folder, and loads nothing more without one.
 */
export function hasEndedRights(stateFolder: string, now: Date): boolean {
  const places = namesAtOnce(rightsFolder(stateFolder)).flatMap((name) => placeIn(name) ?? []);
  const over = new Set(places.flatMap(({ id, isOver }) => (isOver ? [id] : [])));
  return places.some(({ id, untilMs }) => untilMs <= now.getTime() && !over.has(id));
}

/** Null for a file that is no record. */
export function placeIn(name: string) {
  const [, untilMs, id, over] = /^(\d{1,15})\.([0-9a-f]{8})(\.over)?\.json$/.exec(name) ?? [];
  if (id === undefined) return null;
  return { name, id, untilMs: Number(untilMs), isOver: over !== undefined };
}
