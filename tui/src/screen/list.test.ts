import test from 'ava';
import {
  emptyList,
  holdAt,
  type ListState,
  markedIds,
  markRange,
  moveBy,
  moveTo,
  positionIn,
  selectedId,
  settle,
  toggleAllMarks,
  toggleMark,
  withRows,
} from './list.js';

const rows = (count: number, from = 0): readonly string[] =>
  Array.from({ length: count }, (_, index) => `row-${from + index}`);

const listOf = (change: Partial<ListState>): ListState => ({ ...emptyList, ...change });

test('the cursor stays within the rows', (t) => {
  const list = listOf({ visible: rows(3) });
  t.is(moveBy(list, -5).cursor, 0);
  t.is(moveBy(list, 5).cursor, 2);
  t.is(moveTo(emptyList, 4).cursor, 0);
  t.is(selectedId(emptyList), null);
});

test('the window follows the cursor and never goes past the end', (t) => {
  const list = listOf({ visible: rows(100) });
  t.is(settle(moveTo(list, 50), 10).top, 41);
  t.is(settle({ ...moveTo(list, 5), top: 20 }, 10).top, 5);
  t.is(settle({ ...moveTo(list, 99), top: 99 }, 10).top, 90);
  t.is(settle({ ...list, visible: rows(4), top: 3 }, 10).top, 0);
});

test('new rows above the selected one leave it selected, on the same line of the screen', (t) => {
  const before = listOf({ visible: rows(50), cursor: 20, top: 15 });
  const after = withRows(before, [...rows(7, 1000), ...rows(50)]);
  t.is(selectedId(after), 'row-20');
  t.is(after.cursor - after.top, before.cursor - before.top);
});

test('when the selected row is gone, the cursor keeps its position', (t) => {
  const before = listOf({ visible: rows(5), cursor: 3 });
  t.is(selectedId(withRows(before, ['row-0', 'row-1', 'row-2', 'row-4'])), 'row-4');
  t.is(withRows(before, ['row-0']).cursor, 0);
  t.is(withRows(before, []).cursor, 0);
});

test('a cursor that was never moved stays at the top while rows arrive', (t) => {
  const before = listOf({ visible: ['m'] });
  t.is(selectedId(withRows(before, ['a', 'm', 'z'])), 'a');
});

test('a cursor on the result of an operation follows it from the first place, until it is moved', (t) => {
  const held = holdAt(listOf({ visible: ['m', 'z'] }), 0);
  t.is(selectedId(withRows(held, ['a', 'm', 'z'])), 'm');
  t.is(selectedId(withRows(moveTo(held, 0), ['a', 'm', 'z'])), 'a');
});

test('marking moves down the list, and the marks that are shown are told in their order', (t) => {
  const once = toggleMark(listOf({ visible: rows(3) }));
  t.is(once.cursor, 1);
  const twice = toggleMark(once);
  t.deepEqual(markedIds(twice), ['row-0', 'row-1']);
  t.deepEqual(markedIds({ ...twice, visible: ['row-1'] }), ['row-1']);
  t.deepEqual(markedIds(listOf({ visible: rows(3), cursor: 2 })), []);
});

test('a range is marked from the nearest mark above, else below, without the titles of groups', (t) => {
  const marked = (cursor: number, ...marks: readonly string[]) =>
    [...markRange(listOf({ visible: rows(6), cursor, marks: new Set(marks) })).marks].toSorted();
  t.deepEqual(marked(4, 'row-0', 'row-2', 'row-5'), ['row-0', 'row-2', 'row-3', 'row-4', 'row-5']);
  t.deepEqual(marked(1, 'row-3'), ['row-1', 'row-2', 'row-3']);
  t.deepEqual(marked(2), ['row-2']);
  const groups = new Map([
    ['A', ['a1', 'a2']],
    ['B', ['b1']],
  ]);
  const visible = ['A', 'a1', 'a2', 'B', 'b1'];
  t.deepEqual(
    [...markRange(listOf({ visible, groups, cursor: 4, marks: new Set(['a2']) })).marks],
    ['a2', 'b1'],
  );
});

test('marking all again removes all marks', (t) => {
  const all = toggleAllMarks(listOf({ visible: rows(3) }));
  t.is(all.marks.size, 3);
  t.is(toggleAllMarks(all).marks.size, 0);
});

test('marking all, and none again, leaves the marks of rows that a filter hides', (t) => {
  const hidden = listOf({ visible: rows(2), marks: new Set(['elsewhere', 'row-1']) });
  const all = toggleAllMarks(hidden);
  t.deepEqual([...all.marks].toSorted(), ['elsewhere', 'row-0', 'row-1']);
  t.deepEqual([...toggleAllMarks(all).marks], ['elsewhere']);
});

test('the position counts rows, not the titles of groups, including folded rows', (t) => {
  t.deepEqual(positionIn(emptyList), { at: null, of: 0 });
  t.deepEqual(positionIn(listOf({ visible: rows(38), cursor: 2 })), { at: 3, of: 38 });
  const groups = new Map([
    ['A', ['a1', 'a2']],
    ['B', ['b1']],
    ['C', ['c1', 'c2']],
  ]);
  // B is folded.
  const visible = ['A', 'a1', 'a2', 'B', 'C', 'c1', 'c2'];
  const at = (cursor: number) => positionIn(listOf({ visible, groups, cursor })).at;
  t.deepEqual([0, 1, 2, 3, 4, 5, 6].map(at), [null, 1, 2, null, null, 4, 5]);
  t.is(positionIn(listOf({ visible, groups })).of, 5);
});
