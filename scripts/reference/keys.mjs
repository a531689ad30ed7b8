import { keyLabel } from '../../tui/dist/keys/key-name.js';
import { keyTable } from '../../tui/dist/keys/table.js';
import { en } from '../../tui/dist/messages/en.js';
import { code, page, table } from './markdown.mjs';

/** Every key, from the table that footer and help are made from. */
export function keysPage() {
  const scopes = [...new Set(keyTable.map(({ scope }) => scope))];
  return page(
    'Keys',
    'The help of the program, `?`, shows the same. Actions are bound to other keys by their names in the ' +
      '[settings](settings.md): `"keys": {"fetch": "F"}`. Keys marked * change files or the cloud, and are gone ' +
      'with `--read-only`.',
    ...scopes.map(
      (scope) =>
        `## ${en.scopes[scope] ?? en.screens[scope]}\n\n${table(
          ['keys', 'action', 'does'],
          keyTable.filter((binding) => binding.scope === scope).map(row),
        )}`,
    ),
  );
}

function row({ keys, action, isChanging }) {
  return [
    keys.map((key) => code(keyLabel(key))).join(' '),
    code(action),
    `${en.actions[action]}${isChanging ? ' *' : ''}`,
  ];
}
