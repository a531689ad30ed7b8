import type { FleetRule } from '@ackring/core/rules';
import { AckringError, toAckringError } from '@ackring/core/words';

/** A file that cannot be read counts as one that holds no rules: exit 2, as 1 says that a rule is broken. */
export async function readRules(file: string): Promise<readonly FleetRule[]> {
  const { readNamedText } = await import('@ackring/core/machine');
  let text: string;
  try {
    text = readNamedText(file);
  } catch (thrown) {
    const { sentence, said } = toAckringError(thrown);
    throw new AckringError('ConfigurationInvalid', sentence, { remedy: said.remedy, cause: thrown });
  }
  const { parseRules } = await import('@ackring/core/rules');
  return parseRules(text, file);
}
