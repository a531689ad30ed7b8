/** A table; a `|` in a cell would end it. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export const code = (text) => `\`${text}\``;

/** A page with a note about its source, so that nobody edits it by hand. */
export function page(title, ...parts) {
  const made = 'Made from the program by `node scripts/generate.mjs`.';
  return `# ${title}\n\n${[made, ...parts].filter((part) => part !== '').join('\n\n')}\n`;
}
