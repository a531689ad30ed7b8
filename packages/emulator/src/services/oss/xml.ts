/** A tree to write as XML: members become elements, lists repeat their element, null leaves it out. */
export type XmlValue = string | number | null | readonly XmlValue[] | { readonly [name: string]: XmlValue };

/** A whole document with one root. */
export function xmlDocument(root: string, value: XmlValue): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, value)}`;
}

function element(name: string, value: XmlValue): string {
  if (value === null) return '';
  if (Array.isArray(value)) return value.map((item) => element(name, item)).join('');
  return `<${name}>${content(value)}</${name}>`;
}

function content(value: XmlValue): string {
  if (typeof value === 'string') return escaped(value);
  if (value === null || typeof value !== 'object') return String(value ?? '');
  return Object.entries(value)
    .map(([name, member]) => element(name, member))
    .join('');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
