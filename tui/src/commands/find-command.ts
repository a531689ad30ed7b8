import { AckringError } from '@ackring/core/words/errors';
import { nearest } from '@ackring/core/words/nearest';
import { shell } from '@ackring/core/words/shell-word';
import { type CommandName, commandNames, groupMembers, isCommandName } from './table.js';

/**
 * The command named by the first words, and how many of them its name takes. Throws UsageInvalid with the
 * nearest name, or with the members of a group of which none was named.
 */
export function findCommandName(words: readonly string[]): { name: CommandName; length: 1 | 2 } {
  const [first = '', second = ''] = words;
  if (isCommandName(first)) return { name: first, length: 1 };
  const both = `${first} ${second}`;
  if (isCommandName(both)) return { name: both, length: 2 };
  const members = groupMembers(first);
  if (members.length > 0) throw memberMissing(first, second, members);
  const suggestion = nearest(first, [...new Set(commandNames.map((name) => name.split(' ')[0] ?? name))]);
  const hint = suggestion === null ? '' : `; did you mean \`${suggestion}\`?`;
  throw new AckringError('UsageInvalid', `there is no command "${first}"${hint}`, {
    remedy: 'Run `ackring help` for all of them.',
  });
}

function memberMissing(group: string, word: string, members: readonly string[]): AckringError {
  const list = members.map((name) => `\`${name}\``).join(', ');
  const what = word === '' ? `\`${group}\` needs one more word` : `there is no \`${group} ${word}\``;
  return new AckringError('UsageInvalid', `${what}: ${list}`, {
    remedy: `Run \`${shell`ackring help ${(members[0] ?? group).split(' ')}`}\`.`,
  });
}
