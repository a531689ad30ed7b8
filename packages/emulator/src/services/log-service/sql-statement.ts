import { invalidStatement, type Token, tokensOf } from './sql-tokens.js';

/** An expression in a SELECT. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | null }
  | { readonly kind: 'column'; readonly name: string }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly isDistinct: boolean;
      /** Empty for `count(*)`. */
      readonly parameters: readonly Expression[];
    }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'isNull'; readonly of: Expression }
  | { readonly kind: 'in'; readonly of: Expression; readonly list: readonly Expression[] }
  | { readonly kind: 'cast'; readonly of: Expression; readonly type: string };

/** One SELECT over the results of the preceding search. */
export interface Statement {
  readonly columns: readonly { readonly name: string; readonly value: Expression }[];
  readonly where: Expression | null;
  readonly groupBy: readonly Expression[];
  readonly orderBy: readonly { readonly by: Expression; readonly isDescending: boolean }[];
  readonly offset: number;
  readonly limit: number;
}

/** The default LIMIT (page "LIMIT clause", 2025-10). */
const usualLimit = 100;
/** Of `LIMIT y, x`, and of the sum of the two. */
const mostRows = 10_000;
const lastRow = 1_000_000;

/** Parses `select … [from log] [where …] [group by …] [order by …] [limit [y,] x]`. Throws ParameterInvalid. */
export function parseStatement(text: string): Statement {
  const reader = readerOf(tokensOf(text));
  reader.expect('select');
  const columns = listOf(reader, column);
  if (reader.take('from')) reader.expect('log');
  const where = reader.take('where') ? expression(reader) : null;
  const aliases = new Map(columns.map(({ name, value }) => [name, value]));
  const named = () => unaliased(expression(reader), aliases);
  const groupBy = takeBoth(reader, 'group') ? listOf(reader, named) : [];
  const orderBy = takeBoth(reader, 'order') ? listOf(reader, order(named)) : [];
  const limits = reader.take('limit') ? listOf(reader, wholeNumber) : [usualLimit];
  if (reader.peek() !== null) throw unexpected(reader);
  return { columns, where, groupBy, orderBy, ...pageOf(limits) };
}

function takeBoth(reader: Reader, word: 'group' | 'order'): boolean {
  if (!reader.take(word)) return false;
  reader.expect('by');
  return true;
}

function pageOf(limits: readonly number[]): { readonly offset: number; readonly limit: number } {
  const [first = usualLimit, second] = limits;
  const { offset, limit } =
    second === undefined ? { offset: 0, limit: first } : { offset: first, limit: second };
  const isTooMuch = (second !== undefined && limit > mostRows) || offset + limit > lastRow;
  if (isTooMuch || limits.length > 2) throw invalidStatement('the LIMIT clause exceeds what is allowed');
  return { offset, limit };
}

function unaliased(value: Expression, aliases: ReadonlyMap<string, Expression>): Expression {
  return value.kind === 'column' ? (aliases.get(value.name) ?? value) : value;
}

interface Reader {
  peek(): Token | null;
  next(): Token;
  /** Takes a keyword or sign if it is next. */
  take(text: string): boolean;
  expect(text: string): void;
}

function readerOf(tokens: readonly Token[]): Reader {
  let at = 0;
  const is = (text: string) => {
    const token = tokens[at];
    return (token?.kind === 'word' || token?.kind === 'sign') && token.text.toLowerCase() === text;
  };
  const reader: Reader = {
    peek: () => tokens[at] ?? null,
    next: () => {
      const token = tokens[at];
      if (!token) throw unexpected(reader);
      at += 1;
      return token;
    },
    take: (text) => {
      if (!is(text)) return false;
      at += 1;
      return true;
    },
    expect: (text) => {
      if (!reader.take(text)) throw unexpected(reader);
    },
  };
  return reader;
}

function unexpected(reader: Reader) {
  return invalidStatement(`mismatched input '${reader.peek()?.text ?? '<EOF>'}'`);
}

function listOf<T>(reader: Reader, one: (reader: Reader) => T): readonly T[] {
  const list = [one(reader)];
  while (reader.take(',')) list.push(one(reader));
  return list;
}

function column(reader: Reader) {
  const value = expression(reader);
  if (reader.take('as')) return { name: reader.next().text, value };
  return { name: value.kind === 'column' ? value.name : '_col0', value };
}

function order(named: () => Expression) {
  return (reader: Reader) => {
    const by = named();
    const isDescending = reader.take('desc');
    if (!isDescending) reader.take('asc');
    return { by, isDescending };
  };
}

function wholeNumber(reader: Reader): number {
  const token = reader.next();
  if (token.kind !== 'number') throw invalidStatement(`mismatched input '${token.text}'`);
  return Number(token.text);
}

/** By precedence, lowest first. */
const operators: readonly (readonly string[])[] = [
  ['or'],
  ['and'],
  ['=', '!=', '<>', '<', '<=', '>', '>=', 'like'],
  ['+', '-'],
  ['*', '/', '%'],
];

function expression(reader: Reader, level = 0): Expression {
  const here = operators[level];
  if (!here) return primary(reader);
  if (level === 2 && reader.take('not')) return { kind: 'not', of: expression(reader, level) };
  let left = expression(reader, level + 1);
  for (;;) {
    const operator = here.find((each) => reader.take(each));
    if (operator !== undefined) {
      left = { kind: 'binary', operator, left, right: expression(reader, level + 1) };
      continue;
    }
    const tested = level === 2 ? test(reader, left) : null;
    if (tested === null) return left;
    left = tested;
  }
}

/** `is [not] null`, `[not] in (…)`, `not like …`. */
function test(reader: Reader, of: Expression): Expression | null {
  if (reader.take('is')) {
    const isNegated = reader.take('not');
    reader.expect('null');
    return isNegated ? { kind: 'not', of: { kind: 'isNull', of } } : { kind: 'isNull', of };
  }
  const isNegated = reader.take('not');
  const tested = testAgainst(reader, of);
  if (tested === null && isNegated) throw unexpected(reader);
  return tested !== null && isNegated ? { kind: 'not', of: tested } : tested;
}

function testAgainst(reader: Reader, of: Expression): Expression | null {
  if (reader.take('like')) {
    return { kind: 'binary', operator: 'like', left: of, right: expression(reader, 3) };
  }
  if (!reader.take('in')) return null;
  reader.expect('(');
  const list = listOf(reader, (each) => expression(each));
  reader.expect(')');
  return { kind: 'in', of, list };
}

function primary(reader: Reader): Expression {
  if (reader.take('(')) {
    const inner = expression(reader);
    reader.expect(')');
    return inner;
  }
  const token = reader.next();
  switch (token.kind) {
    case 'number':
      return { kind: 'literal', value: Number(token.text) };
    case 'text':
      return { kind: 'literal', value: token.text };
    case 'name':
      return { kind: 'column', name: token.text };
    case 'word':
      return wordOrCall(reader, token.text);
    case 'sign':
      throw invalidStatement(`mismatched input '${token.text}'`);
  }
}

function wordOrCall(reader: Reader, text: string): Expression {
  const name = text.toLowerCase();
  if (name === 'null') return { kind: 'literal', value: null };
  if (!reader.take('(')) return { kind: 'column', name: text };
  if (name === 'cast') return cast(reader);
  if (reader.take('*')) {
    reader.expect(')');
    return { kind: 'call', name, isDistinct: false, parameters: [] };
  }
  const isDistinct = reader.take('distinct');
  const parameters = listOf(reader, (each) => expression(each));
  reader.expect(')');
  return { kind: 'call', name, isDistinct, parameters };
}

function cast(reader: Reader): Expression {
  const of = expression(reader);
  reader.expect('as');
  const type = reader.next().text.toLowerCase();
  reader.expect(')');
  return { kind: 'cast', of, type };
}
