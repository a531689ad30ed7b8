/** The addresses that Markdown and bare text would be made links of by a chat's app, images included. */
export function markdownLinks(text: string): readonly string[] {
  const inBrackets = text.matchAll(/\[[^\]]*\]\(([^)\s]+)[^)]*\)/g).map(([, address = '']) => address);
  const bare = text.matchAll(/\bhttps?:\/\/[^\s)>\]]+/g).map(([address]) => address);
  const tags = text.matchAll(/<a\b[^>]*href=["']?([^"'>\s]+)/g).map(([, address = '']) => address);
  return [...inBrackets, ...bare, ...tags];
}
