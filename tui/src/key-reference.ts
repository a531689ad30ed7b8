import './features.js';
import { messagesIn } from './messages/messages.js';
import { bindingLabel, type Scope } from './screen/binding.js';
import { features } from './screen/feature.js';
import { scopeName } from './screen/help-box.js';

/** docs/reference/keys.md: every key of the full screen, generated from the table that the program itself uses. */
export function keyReference(): string {
  const messages = messagesIn('en');
  const scopes = [...new Set(features().keys.map(({ scope }) => scope))];
  const sections = scopes.map((scope) => `## ${scopeName(scope, messages)}\n\n${scopeTable(scope)}`);
  return [
    '# Keys',
    'Made from the key table by `node scripts/generate.mjs`.',
    'Keys marked ✎ change files or the cloud, and are gone in read-only mode. Every key can be rebound: `,` and then Keys.',
    ...sections,
    `## After \`:\`\n\n${commandTable()}`,
  ]
    .join('\n\n')
    .concat('\n');

  function scopeTable(scope: Scope): string {
    const rows = features()
      .keys.filter((binding) => binding.scope === scope)
      .map((binding) => {
        const keys = binding.keys.map((key) => `\`${key === '|' ? '\\|' : key}\``).join(' ');
        return `| ${keys} | ${bindingLabel(binding, messages)}${binding.isChanging ? ' ✎' : ''} | \`${binding.action}\` |`;
      });
    return ['| Key | Does | Name in the settings |', '| --- | --- | --- |', ...rows].join('\n');
  }
}

function commandTable(): string {
  const messages = messagesIn('en');
  const rows = features().commands.map(
    ({ name, aliases, label, syntax }) =>
      `| \`:${[name, ...(syntax === undefined ? [] : [syntax(messages)])].join(' ')}\` | ${label(messages)} | ${aliases.map((alias) => `\`:${alias}\``).join(' ')} |`,
  );
  return ['| Command | Does | Short |', '| --- | --- | --- |', ...rows].join('\n');
}
