/** The licences of what is bundled, as the notices that must accompany it. Equal texts appear once. */
export function noticesText(packages) {
  const byText = new Map();
  for (const { manifest, texts } of packages) {
    const text = texts.join('\n\n') || 'The package carries no text of its licence.';
    const names = byText.get(text) ?? [];
    byText.set(text, [...names, `${manifest.name} ${manifest.version} (${manifest.license ?? 'unstated'})`]);
  }
  const sections = [...byText].map(([text, names]) => `${names.join('\n')}\n\n${text}`);
  const line = `\n\n${'-'.repeat(78)}\n\n`;
  return `ackring contains code of the packages named here.${line}${sections.join(line)}\n`;
}
