/**
 * Parses the API's JSON without losing digits: integers above 2^53 (account ids) become strings. An empty body, which
 * some calls answer with, is null. Throws SyntaxError like JSON.parse.
 */
export function parseApiJson(text: string): unknown {
  if (text.trim() === '') return null;
  // Almost every answer has no such number, and the rewriting costs more than the parsing.
  return JSON.parse(longNumber.test(text) ? text.replace(stringOrNumber, quoteUnsafeInteger) : text);
}

/** A number of that length in the position of a value; a match within a string does no harm. */
const longNumber = /(?:^|[:[,])\s*-?\d{16}/;

const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function quoteUnsafeInteger(token: string): string {
  const isUnsafe = /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token));
  return isUnsafe ? `"${token}"` : token;
}
