import { readClients } from '../../packages/testkit/dist/conformance/clients.js';
import { table } from './markdown.mjs';

/** What third-party clients do at the embedded cloud, command by command: from the requests that tests replay. */
export function clientsPart() {
  const rows = readClients().flatMap(({ client, version, commands }) =>
    commands.map(({ command, state = 'works', note = '' }, index) => {
      return [index === 0 ? `**${client}**, ${version}` : '', command, state, note];
    }),
  );
  return table(['client', 'command', 'state', 'note'], rows);
}
