import { type Expression, parseStatement, type Statement } from './sql-statement.js';
import { invalidStatement } from './sql-tokens.js';
import { type Columns, compare, evaluated, type Value } from './sql-value.js';

/**
 * Runs a query's SELECT over the results of its search, with the aggregation that a log needs. Every value of a row
 * is text, `null` for none. Throws ParameterInvalid.
 */
export function analyse(statement: string, logs: readonly Columns[]): readonly Record<string, string>[] {
  const asked = parseStatement(statement);
  const found = logs.filter((log) => asked.where === null || evaluated(asked.where, log) === true);
  const rows = groupsOf(asked, found).map((group) => ({
    cells: asked.columns.map(({ name, value }) => [name, ofGroup(value, group)] as const),
    order: asked.orderBy.map(({ by }) => ofGroup(by, group)),
  }));
  const sorted = rows.toSorted((one, other) => inOrder(asked, one.order, other.order));
  return sorted
    .slice(asked.offset, asked.offset + asked.limit)
    .map(({ cells }) => Object.fromEntries(cells.map(([name, value]) => [name, String(value)])));
}

/** Logs with the same values; one group for all if there are only aggregates, and otherwise one per log. */
function groupsOf(
  { groupBy, columns }: Statement,
  logs: readonly Columns[],
): readonly (readonly Columns[])[] {
  if (groupBy.length > 0) {
    const keyOf = (log: Columns) => JSON.stringify(groupBy.map((each) => evaluated(each, log)));
    return [...Map.groupBy(logs, keyOf).values()];
  }
  return columns.some(({ value }) => hasAggregate(value)) ? [logs] : logs.map((log) => [log]);
}

function inOrder({ orderBy }: Statement, one: readonly Value[], other: readonly Value[]): number {
  for (const [index, { isDescending }] of orderBy.entries()) {
    const order = compare(one[index] ?? null, other[index] ?? null);
    if (order !== 0) return isDescending ? -order : order;
  }
  return 0;
}

const aggregates = new Set(['count', 'count_if', 'max', 'min', 'sum']);

function hasAggregate(expression: Expression): boolean {
  switch (expression.kind) {
    case 'call':
      return aggregates.has(expression.name) || expression.parameters.some(hasAggregate);
    case 'binary':
      return hasAggregate(expression.left) || hasAggregate(expression.right);
    case 'cast':
    case 'not':
    case 'isNull':
    case 'in':
      return hasAggregate(expression.of);
    case 'literal':
    case 'column':
      return false;
  }
}

function ofGroup(expression: Expression, group: readonly Columns[]): Value {
  if (expression.kind === 'call' && aggregates.has(expression.name)) return aggregate(expression, group);
  if (hasAggregate(expression)) throw invalidStatement('aggregates stand alone in the embedded cloud');
  const [first] = group;
  return first ? evaluated(expression, first) : null;
}

function aggregate(
  { name, parameters: [parameter], isDistinct }: Extract<Expression, { kind: 'call' }>,
  group: readonly Columns[],
): Value {
  if (!parameter) return group.length;
  const all = group.map((log) => evaluated(parameter, log)).filter((value) => value !== null);
  const values = isDistinct ? [...new Set(all)] : all;
  switch (name) {
    case 'count':
      return values.length;
    case 'count_if':
      return values.filter((value) => value === true).length;
    case 'sum':
      return values.length === 0 ? null : values.reduce((sum: number, value) => sum + Number(value), 0);
    case 'max':
      return values.reduce<Value>(
        (most, value) => (most !== null && compare(most, value) >= 0 ? most : value),
        null,
      );
    default:
      return values.reduce<Value>(
        (least, value) => (least !== null && compare(least, value) <= 0 ? least : value),
        null,
      );
  }
}
