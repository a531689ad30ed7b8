import { matchesExpression, matchesWildcards } from '../../matching/patterns.js';
import type { Expression } from './sql-statement.js';
import { invalidStatement } from './sql-tokens.js';

export type Value = string | number | boolean | null;

/** Returns a column's value; throws for one that the index lacks. */
export type Columns = (name: string) => Value;

/** An expression's value for one log. Null propagates, as in SQL. Throws ParameterInvalid. */
export function evaluated(expression: Expression, columns: Columns): Value {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'column':
      return columns(expression.name);
    case 'not': {
      const value = evaluated(expression.of, columns);
      return value === null ? null : !value;
    }
    case 'isNull':
      return evaluated(expression.of, columns) === null;
    case 'in':
      return isAmong(evaluated(expression.of, columns), expression.list, columns);
    case 'cast':
      return cast(evaluated(expression.of, columns), expression.type);
    case 'binary':
      return binary(expression, columns);
    case 'call':
      return call(expression, columns);
  }
}

function isAmong(value: Value, list: readonly Expression[], columns: Columns): Value {
  if (value === null) return null;
  return list.some((each) => equals(value, evaluated(each, columns)));
}

function cast(value: Value, type: string): Value {
  if (value === null) return null;
  if (type === 'varchar') return String(value);
  if (type === 'bigint' || type === 'double') return Number(value);
  throw invalidStatement(`unknown type: ${type}`);
}

function binary({ operator, left, right }: Extract<Expression, { kind: 'binary' }>, columns: Columns): Value {
  const one = evaluated(left, columns);
  if (operator === 'and' && one === false) return false;
  if (operator === 'or' && one === true) return true;
  const other = evaluated(right, columns);
  if (operator === 'and') return other === false ? false : one === null || other === null ? null : true;
  if (operator === 'or') return other === true ? true : one === null || other === null ? null : false;
  if (one === null || other === null) return null;
  switch (operator) {
    case '=':
      return equals(one, other);
    case '!=':
    case '<>':
      return !equals(one, other);
    case '<':
      return compare(one, other) < 0;
    case '<=':
      return compare(one, other) <= 0;
    case '>':
      return compare(one, other) > 0;
    case '>=':
      return compare(one, other) >= 0;
    case 'like':
      return matchesWildcards(String(other), String(one), { any: '%', one: '_' });
    default:
      return arithmetic(operator, Number(one), Number(other));
  }
}

function equals(one: Value, other: Value): boolean {
  return compare(one, other) === 0;
}

/** Like Presto, which does not compare values of different types. */
export function compare(one: Value, other: Value): number {
  if (one === null || other === null) return one === other ? 0 : one === null ? 1 : -1;
  if (typeof one !== typeof other) {
    throw invalidStatement(`'=' cannot be applied to ${typeName(one)}, ${typeName(other)}`);
  }
  return one < other ? -1 : one > other ? 1 : 0;
}

function typeName(value: Value): string {
  return typeof value === 'number' ? 'bigint' : typeof value === 'boolean' ? 'boolean' : 'varchar';
}

function arithmetic(operator: string, one: number, other: number): Value {
  switch (operator) {
    case '+':
      return one + other;
    case '-':
      return one - other;
    case '*':
      return one * other;
    case '/':
      return Math.trunc(one / other);
    case '%':
      return one % other;
    default:
      throw invalidStatement(`mismatched input '${operator}'`);
  }
}

function call({ name, parameters }: Extract<Expression, { kind: 'call' }>, columns: Columns): Value {
  const values = parameters.map((each) => evaluated(each, columns));
  if (name === 'coalesce') return values.find((each) => each !== null) ?? null;
  const [first = null, second = null, third = null] = values;
  if (name === 'if') return first === true ? second : third;
  if (first === null) return null;
  switch (name) {
    case 'regexp_like':
      return matchesExpression(String(second), String(first)) ?? refuseExpression(String(second));
    case 'regexp_extract':
      return extracted(String(second), String(first));
    case 'split_part':
      return String(first).split(String(second))[Number(third) - 1] ?? null;
    case 'lower':
      return String(first).toLowerCase();
    case 'json_extract_scalar':
      return jsonAt(String(first), String(second));
    default:
      throw invalidStatement(`Function ${name} not registered`);
  }
}

function extracted(pattern: string, text: string): Value {
  if (matchesExpression(pattern, text) === null) refuseExpression(pattern);
  return new RegExp(pattern, 'u').exec(text)?.[0] ?? null;
}

function refuseExpression(text: string): never {
  throw invalidStatement(`the regular expression ${text} cannot be used`);
}

/** `$.a["b/c"][0]`. */
function jsonAt(text: string, path: string): Value {
  const steps = [...path.matchAll(/\.(\w+)|\["([^"]+)"\]|\[(\d+)\]/g)].map(
    ([, a, b, c]) => a ?? b ?? c ?? '',
  );
  try {
    let value: unknown = JSON.parse(text);
    for (const step of steps) {
      if (typeof value !== 'object' || value === null) return null;
      value = Reflect.get(value, step);
    }
    return scalar(value);
  } catch {
    return null;
  }
}

/** Anything but a scalar has no value. */
export function scalar(value: unknown): Value {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
