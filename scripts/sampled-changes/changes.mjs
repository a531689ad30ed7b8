import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { parse } from 'acorn';
import { full } from 'acorn-walk';

const turned = {
  '===': '!==',
  '!==': '===',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '&&': '||',
  '||': '&&',
  '??': '&&',
  '+': '-',
  '-': '+',
};

/**
 * Every change of one token of a compiled file: `{file, source, start, end, from, was, becomes, line, lineNumber}`,
 * where `line` is the source's own, and who executes the place `from` comes by the change. A comparison or a logical
 * operator is inverted, a negation or a guard removed, a boolean flipped, a number changed by one; times and byte counts
 * are doubled, since one millisecond more of a day is no different decision. Comparator results are left alone: only
 * their sign counts.
 */
export function changesIn({ file, source, sourceText }) {
  const code = readFileSync(file, 'utf8');
  const map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
  const lines = sourceText.split('\n');
  const tree = parse(code, { ecmaVersion: 'latest', sourceType: 'module', locations: true });
  const changes = [];
  const signs = new Set();
  full(tree, (node) => {
    for (const sign of signsIn(node)) signs.add(sign);
  });
  full(tree, (node) => {
    if (signs.has(node)) return;
    for (const { start, end, becomes } of changesOf(node, code)) {
      const before = code.slice(0, start);
      const generatedLine = before.split('\n').length - 1;
      const column = start - (before.lastIndexOf('\n') + 1);
      const { originalLine } = map.findEntry(generatedLine, column);
      if (originalLine === undefined) continue;
      const was = code.slice(start, end);
      changes.push({
        file,
        source,
        start,
        end,
        from: node.type === 'IfStatement' ? start : node.start,
        becomes,
        was: was.length > 60 ? `${was.slice(0, 57)}…` : was,
        line: (lines[originalLine] ?? '').trim(),
        lineNumber: originalLine + 1,
      });
    }
  });
  return changes;
}

function changesOf(node, code) {
  switch (node.type) {
    case 'BinaryExpression':
    case 'LogicalExpression':
      return operatorChange(node, code);
    case 'UnaryExpression':
      return node.operator === '!' ? [{ start: node.start, end: node.start + 1, becomes: '' }] : [];
    case 'IfStatement':
      return isGuard(node) ? [{ start: node.test.start, end: node.test.end, becomes: 'false' }] : [];
    case 'Literal':
      return literalChange(node);
    default:
      return [];
  }
}

function operatorChange({ left, right, operator }, code) {
  const becomes = turned[operator];
  // `+` also joins texts, and no decision depends on those.
  const isText =
    operator === '+' &&
    [left, right].some(({ value, type }) => typeof value === 'string' || type === 'TemplateLiteral');
  if (becomes === undefined || isText) return [];
  const start = code.indexOf(operator, left.end);
  return start < right.start ? [{ start, end: start + operator.length, becomes }] : [];
}

/** It returns early, and has no other branch. */
function isGuard({ consequent, alternate }) {
  if (alternate !== null) return false;
  const [first] = consequent.type === 'BlockStatement' ? consequent.body : [consequent];
  return ['ReturnStatement', 'ThrowStatement', 'ContinueStatement'].includes(first?.type);
}

function literalChange({ start, end, value }) {
  if (typeof value === 'boolean') return [{ start, end, becomes: String(!value) }];
  if (typeof value === 'number') return [{ start, end, becomes: String(other(value)) }];
  return [];
}

function other(number) {
  return number < 1_000 ? number + 1 : number * 2;
}

/** The ones of `a < b ? -1 : 1`, and its comparison: the order of equals is not a decision. */
function signsIn({ type, test, consequent, alternate }) {
  if (type !== 'ConditionalExpression') return [];
  const ones = [consequent, alternate].map((branch) =>
    branch.type === 'UnaryExpression' && branch.operator === '-' ? branch.argument : branch,
  );
  return ones.every(({ value }) => value === 1) ? [...ones, test] : [];
}
