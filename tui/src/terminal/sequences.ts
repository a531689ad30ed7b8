/** Escape in the kitty keyboard protocol, which Ink reads from any terminal: nothing behind it can combine with it. */
export const escapeKey = '\x1b[27u';
export const pasteStart = '\x1b[200~';
export const pasteEnd = '\x1b[201~';

/**
 * CSI and SS3. Beside the standard's, keys of rxvt (`ESC [ 2 $`) and of the Linux console (`ESC [ [ A`), and mouse
 * reports: `ESC [ < … M`, or in terminals without them `ESC [ M` and three characters.
 */
export const sequence =
  /^\x1b(?:\[(?:[235678]\$|M[^\x00-\x1f\x7f]{3}|<[ -?]*[Mm]|\[[ -?]*[@-~]|[ -;=-?][ -?]*[@-~]|[@-LN-Z\\-~])|O[\d;]*[@-~])/;
/** With nothing behind: the beginning of one, or of a string. */
export const cutSequence = /^\x1b(?:\[(?:M[^\x00-\x1f\x7f]{0,2}|\[?[ -?]*)|O[\d;]*|[\]P_^X])?$/;
/** What can be neither a sequence nor keys. */
export const brokenSequence = /^\x1b(?:\[(?:M[^\x00-\x1f\x7f]{0,2}|\[[ -?]*|[ -?]+)|O[\d;]+)/;

/**
 * OSC, DCS, APC, PM and SOS. The first two as answers begin: colours and titles, settings and names; otherwise they are
 * the keys Esc and a letter.
 */
export const stringStart = /^\x1b(?:\][\dlL]|P[\d!>+$@|]|[_^X][ -~])/;
/** BEL or ST; any other control character is a key. */
export const stringEnd = /[\x00-\x1f\x7f\x9c]/;

/** Keys without parameters, answers with them, colours and titles, settings and names, pictures. */
const restBehindEscape =
  /^(?:\[[A-DFHIOP-SZ]|\[[\d<-?][ -?]*[@-~]|\]\d+;|\][lL][^\x00-\x1f\x7f]*(?:\x07|\x1b\\)|P[\d!>][+|$]|_G[a-z]=)/;

/** Whether a read begins with what nobody types at once, and what was given up lacked. */
export function isRestOf(late: string, chunk: string): boolean {
  if (late === '') return false;
  if (late.length <= 2) return chunk.length > 1 && restBehindEscape.test(late.slice(1) + chunk);
  if (!late.startsWith('\x1b]')) return /^[\d:;<-?][ -?]*[@-~]/.test(chunk);
  return late.endsWith('\x1b') ? chunk === '\\' : /^[^\x00-\x1f\x7f\x9c]*(?:[\x07\x9c]|\x1b\\)/.test(chunk);
}
