import type { Misissue } from '../faults/fault.js';
import type { Reply } from '../http/reply.js';
import type { ServiceRequest } from '../http/request.js';
import type { ServedOperation } from '../service.js';
import type { Caller } from '../world/identities.js';
import type { World } from '../world/world.js';

/** One call as an operation sees it: authenticated, its path taken apart. */
export interface AckCall {
  readonly world: World;
  readonly request: ServiceRequest;
  readonly caller: Caller;
  /** The path's variables, decoded. */
  readonly path: Readonly<Record<string, string>>;
  /** A fault: what is issued is not what was asked for. */
  readonly misissue: Misissue | null;
}

/** One operation of the API: where it lives and what it does. */
export interface AckRoute extends ServedOperation {
  readonly handle: (call: AckCall) => Promise<Reply> | Reply;
}

/** The path's variables when the pattern matches it, else null. */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  if (wanted.length !== given.length) return null;
  const variables: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const actual = given[index] ?? '';
    if (part.startsWith('{')) variables[part.slice(1, -1)] = decodeURIComponent(actual);
    else if (part !== actual) return null;
  }
  return variables;
}
