/**
 * Parses the API's JSON without losing digits: whole numbers past 2^53 (account ids) come as strings. An empty
 * body, which some calls answer with, is null. Throws SyntaxError like JSON.parse.
 */
export function parseApiJson(text: string): unknown {
  if (text.trim() === '') return null;
  return JSON.parse(text.replace(stringOrNumber, quoteUnsafeInteger));
}

const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function quoteUnsafeInteger(token: string): string {
  const isUnsafe = /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token));
  return isUnsafe ? `"${token}"` : token;
}
