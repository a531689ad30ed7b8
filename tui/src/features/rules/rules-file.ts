import type { FleetRule } from '@ackring/core/rules';
import { AckringError } from '@ackring/core/words';
import { say } from '../../messages/say.js';

/** A file that cannot be read is told as one that holds no rules: exit 2. */
export async function readRules(file: string): Promise<readonly FleetRule[]> {
  const { readNamedFile } = await import('@ackring/core/machine');
  let text: string;
  try {
    text = readNamedFile(file).toString('utf8');
  } catch (thrown) {
    const reason = thrown instanceof AckringError ? thrown.message : codeOf(thrown);
    throw new AckringError(
      'ConfigurationInvalid',
      say('the rules in {file} cannot be read: {reason}', { file, reason }),
      {
        remedy: say('Name a file that is there and readable.'),
        cause: thrown,
      },
    );
  }
  const { parseRules } = await import('@ackring/core/rules');
  return parseRules(text, file);
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unreadable';
}
