import { ApiError } from '../../http/reply.js';

export type Token =
  | { readonly kind: 'word'; readonly text: string }
  /** A column in double quotes. */
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'sign'; readonly text: string };

const pattern =
  /\s*(?:(?<word>[A-Za-z_][\w.]*)|"(?<name>(?:[^"]|"")*)"|'(?<text>(?:[^']|'')*)'|(?<number>\d+(?:\.\d+)?)|(?<sign><>|!=|<=|>=|[=<>+\-*/%(),]))/y;

/** Splits a SELECT into words, names, texts, numbers and signs. Throws ParameterInvalid. */
export function tokensOf(statement: string): readonly Token[] {
  const tokens: Token[] = [];
  const text = statement.trimEnd();
  pattern.lastIndex = 0;
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const groups = pattern.exec(text)?.groups;
    if (!groups) throw invalidStatement(`mismatched input '${text.slice(at).trim().slice(0, 20)}'`);
    tokens.push(tokenOf(groups));
  }
  return tokens;
}

function tokenOf(groups: Readonly<Record<string, string | undefined>>): Token {
  if (groups['word'] !== undefined) return { kind: 'word', text: groups['word'] };
  if (groups['name'] !== undefined) return { kind: 'name', text: groups['name'].replaceAll('""', '"') };
  if (groups['text'] !== undefined) return { kind: 'text', text: groups['text'].replaceAll("''", "'") };
  if (groups['number'] !== undefined) return { kind: 'number', text: groups['number'] };
  return { kind: 'sign', text: groups['sign'] ?? '' };
}

/** The service's answer to an invalid statement. */
export function invalidStatement(message: string): ApiError {
  return new ApiError(400, 'ParameterInvalid', `line 1: ${message}`);
}
