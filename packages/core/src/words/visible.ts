// Control characters, and invisible characters that reorder or hide text: bidirectional marks, zero-width characters,
// line separators, language tags, interlinear annotations.
export const unseen =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/**
 * Text from the cloud or from a file, safe to print: whatever could move the cursor, colour the screen or reverse the
 * line is shown as `\x1b` or `\u{202e}`. All foreign text passes through here.
 */
export function visible(text: string): string {
  return text.replace(unseen, escaped);
}

/** For JSON.stringify: each text in it as `visible` shows it, for documents that other programs show people. */
export function visibleTexts(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? visible(value) : value;
}

function escaped(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u{${code}}`;
}
