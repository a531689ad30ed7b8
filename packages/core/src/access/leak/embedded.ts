/** A line of a kubeconfig's top level, behind an indent or the marks of a quotation. */
const topLevel =
  /^(?<lead>[\t >|]{0,120})["']?(?:apiVersion|kind|clusters|contexts|users|current-context|preferences)["']?:/;

/** What can follow on the same level: another key, an item, a comment, or more indent. */
const goesOn = /^(?:$|[ \t#-]|["']?[\w.-]+["']?:(?:\s|$))/;

/** Nobody nests them deeper. */
const mostLeads = 16;

/**
 * The texts in a text that may be kubeconfigs, each for itself: all of it, each document of several, and each block
 * that is indented, quoted or fenced in something else. Only whole do they say which key is for which cluster.
 */
export function* kubeconfigTexts(text: string): Generator<string, void> {
  yield text;
  const lines = text.split(/\r?\n/);
  const leads = new Set(lines.flatMap((line) => topLevel.exec(line)?.groups?.['lead'] ?? []));
  for (const lead of [...leads].slice(0, mostLeads))
    for (const block of blocksBehind(lead, lines)) if (block.trimEnd() !== text.trimEnd()) yield block;
}

function* blocksBehind(lead: string, lines: readonly string[]): Generator<string, void> {
  let block: string[] = [];
  for (const line of lines) {
    const isBlank = line.trim() === '' || line.trim() === lead.trim();
    const rest = line.slice(lead.length);
    const isOn = line.startsWith(lead) && goesOn.test(rest) && !rest.startsWith('---');
    const begins = () => topLevel.exec(line)?.groups?.['lead'] === lead;
    if (block.length === 0 ? begins() : isBlank || isOn) {
      block.push(isBlank ? '' : rest);
      continue;
    }
    yield* wholeOnly(block);
    block = [];
  }
  yield* wholeOnly(block);
}

function* wholeOnly(block: readonly string[]): Generator<string, void> {
  const text = block.join('\n');
  if (/^["']?users["']?:/m.test(text) && /^["']?clusters["']?:/m.test(text)) yield text;
}
