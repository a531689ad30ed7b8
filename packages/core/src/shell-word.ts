/**
 * A name as one word of a shell, quoted where it must be: remedies are there to be copied, and a name that comes
 * from a cloud or a file must run nothing when they are.
 */
export function word(text: string): string {
  const plain = text.replace(/[\u0000-\u001f\u007f]/g, '?');
  return /^[\w@%+=:,./-]+$/.test(plain) ? plain : `'${plain.replaceAll("'", "'\\''")}'`;
}
