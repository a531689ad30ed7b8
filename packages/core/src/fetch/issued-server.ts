import { isSameServer } from '../endpoints.js';

/** What is wrong with the server of an answer. `servers` null: nobody knows the cluster's endpoints. */
export function serverObjections(server: string, servers: readonly string[] | null): string[] {
  if (server === '') return ['it names no server'];
  const written = plainUrl.exec(server);
  if (written === null) return ['its server is no plain https address'];
  // What one program takes for an address and another for a name may lead to two places.
  if (!URL.canParse(server) || new URL(server).hostname !== written[1]?.toLowerCase())
    return ['its server is written in a way that programs read differently'];
  if (servers === null || servers.some((each) => isSameServer(server, each))) return [];
  const known = servers.length === 0 ? 'it has none of this access' : servers.join(', ');
  return [`its server, ${server}, is none of the cluster's endpoints (${known})`];
}

/** Scheme, host and port alone: no login, path, query, leading zero, or character that URL readers drop. */
const plainUrl = /^https:\/\/([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[1-9][0-9]{0,4})?\/?$/;
