import test from 'ava';
import { type InkKey, keysIn } from './burst.js';

const noFlags: InkKey = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageDown: false,
  pageUp: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  ctrl: false,
  shift: false,
  tab: false,
  backspace: false,
  delete: false,
  meta: false,
};

const reports = test.macro<[string, Partial<InkKey>, readonly string[]]>({
  exec(t, input, flags, expected) {
    t.deepEqual(keysIn(input, { ...noFlags, ...flags }), expected);
  },
  title: (_, input, flags) => `${JSON.stringify(input)} with ${JSON.stringify(flags)}`,
});

test(reports, 'j', {}, ['j']);
test(reports, 'jjj', {}, ['j', 'j', 'j']);
test(reports, 'f\r', {}, ['f', 'enter']);
test(reports, '/a b\t', {}, ['/', 'a', 'space', 'b', 'tab']);
test(reports, '東京', {}, ['東', '京']);
test(reports, 'G', { shift: true }, ['G']);
test(reports, '', { upArrow: true }, ['up']);
test(reports, '', { tab: true, shift: true }, ['shift-tab']);
test(reports, '', { escape: true, meta: true }, ['alt-esc']);
test(reports, 'r', { ctrl: true }, ['ctrl-r']);
test(reports, 'x', { meta: true }, ['alt-x']);
test(reports, '', { return: true, meta: true }, ['alt-enter']);
test(reports, '', { tab: true, meta: true }, ['alt-tab']);
test(reports, '', { backspace: true, meta: true }, ['alt-backspace']);
test(reports, 'g', { ctrl: true, meta: true }, ['alt-ctrl-g']);
test(reports, ' ', { meta: true }, ['alt-space']);
test(reports, '', { downArrow: true, meta: true }, ['down']);
test(reports, 'a\x12b', {}, ['a', 'ctrl-r', 'b']);
test(reports, 'a\x00\x1c\x1fb', {}, ['a', 'ctrl-space', 'ctrl-\\', 'ctrl-_', 'b']);
test(reports, ' ', { ctrl: true }, ['ctrl-space']);
test(reports, 'j', { eventType: 'press' }, ['j']);
test(reports, 'j', { eventType: 'repeat' }, ['j']);
test(reports, 'j', { eventType: 'release' }, []);
test(reports, '', { return: true, eventType: 'release' }, []);
test(reports, '', {}, []);
