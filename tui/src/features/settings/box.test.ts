import test from 'ava';
import { loadLanguage } from '../../messages/messages.js';
import { type AppState, withSettings } from '../../screen/app-state.js';
import { frame } from '../../screen/frame.js';
import { arrived, opened, pressed, shown } from '../../testkit.js';

test('on the smallest screen the settings fit, and follow the cursor', (t) => {
  const first = pressed(opened({ columns: 60, rows: 15 }), ',');
  t.regex(shown(first), /╭ Settings ─+ 1–8\/10 ╮ *\n[^\n]*› Language[\s\S]*saved on this machine[\s\S]*╰─+╯/);
  const last = pressed(first, 'up');
  t.regex(shown(last), /╭ Settings ─+ 3–10\/10 ╮[\s\S]*› Keys[\s\S]*saved on this machine[\s\S]*╰─+╯/);
});

test('what a setting refuses is told there, too', (t) => {
  const typing = pressed(opened({ columns: 60, rows: 15 }), ',', ...Array<string>(5).fill('down'), 'enter');
  const { overlay } = typing;
  if (overlay?.kind !== 'settings') return t.fail();
  const text = shown({ ...typing, overlay: { ...overlay, refusal: 'that will not do' } });
  t.regex(text, /› Context name[\s\S]*! that will not do[\s\S]*╰─+╯/);
  t.true((frame(typing).cursor?.y ?? 0) < 15);
});

test('where there is room nothing is left out', (t) => {
  const text = shown(pressed(opened({ columns: 100, rows: 30 }), ','));
  t.regex(text, /╭ Settings ─+╮/);
  t.regex(text, /› Language[\s\S]*Keys[\s\S]*saved on this machine/);
});

test('the settings say which language is in force, and what decides it', async (t) => {
  await loadLanguage('zh');
  const told = (
    options: Parameters<typeof opened>[0],
    own: AppState['settings']['language'] = null,
  ): string => {
    const state = arrived(opened(options), (before) =>
      withSettings(before, { ...before.settings, language: own }),
    );
    return /› \S+ +(.*?) *│/.exec(shown(pressed(state, ',')))?.[1] ?? '';
  };
  t.is(told({ language: 'en' }), 'system default: English');
  t.is(told({ language: 'en' }, 'zh'), '中文');
  t.is(told({ language: 'en', isLanguageByFlag: true }, 'zh'), 'English now, by --lang · 中文');
  t.is(told({ language: 'zh', isLanguageByFlag: true }), '当前为中文（由 --lang 指定） · 跟随系统');
});
