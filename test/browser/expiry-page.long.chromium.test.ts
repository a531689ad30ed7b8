import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import type { Page } from 'playwright-core';
import { createAckring } from '../command-line/run-ackring.js';
import { openBrowser, openPage } from './browser.js';

const hostile = [
  '<img src=https://evil.example/x onerror=alert(1)>',
  '"><script>document.title="owned"</script>',
  "' onmouseover='alert(2)\u202egnp",
  '</style><style>*{display:none}</style>',
];

test('the page is complete, makes no requests, and treats hostile names as text', async (t) => {
  const { url } = await writtenPage(t);
  const { page, requests, complaints } = await openPage(await openBrowser(t), url);
  t.deepEqual(requests, [url]);
  t.deepEqual(complaints, []);
  t.regex(await page.title(), /^Kubeconfigs by expiry \d{4}-\d\d-\d\d$/);
  const cells = await page.locator('tbody td:nth-child(3)').allTextContents();
  t.true(cells.includes(hostile[0] ?? '') && cells.includes(hostile[1] ?? ''));
  t.true(cells.includes("' onmouseover='alert(2)\\u{202e}gnp"));
  t.deepEqual(await page.locator('script, img, iframe, [onmouseover], [onerror]').count(), 0);
  t.true(await page.getByRole('heading', { name: 'Kubeconfigs by expiry' }).isVisible());
});

test('tiles, chart and table agree, and unreadable parts are reported', async (t) => {
  const { url } = await writtenPage(t);
  const { page } = await openPage(await openBrowser(t), url);
  t.deepEqual(await page.locator('.tiles li b').allTextContents(), ['1', '2', '1', '4']);
  t.is(await page.locator('tbody tr').count(), 8);
  t.is(await page.locator('tbody .status.critical').count(), 2);
  t.is(await page.locator('svg .bar.critical').count(), 1);
  const labels = await page.locator('svg text[text-anchor="middle"]').allTextContents();
  t.is(
    labels.reduce((sum, label) => sum + Number(label), 0),
    7,
    'each that has not ended is in the chart',
  );
  const chart = await page.locator('svg').boundingBox();
  t.true((chart?.width ?? 0) > 900 && (chart?.height ?? 0) > 120);
  t.regex((await page.locator('.unread').textContent()) ?? '', /file .*broken/);
});

test('it is readable in light and dark, on a phone and on paper', async (t) => {
  const { url } = await writtenPage(t);
  const { page } = await openPage(await openBrowser(t), url);
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await contrasts(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await contrasts(page);
  t.not(light.background, dark.background);
  for (const { scheme, least } of [light, dark]) t.true(least >= 4.5, `${scheme}: contrast ${least}`);

  await page.setViewportSize({ width: 390, height: 800 });
  const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
  t.true(Number(overflow) <= 0, 'the page itself never scrolls sideways');
  const cell = page.locator('tbody tr:first-child td').first();
  t.true(((await cell.boundingBox())?.width ?? 0) > 300, 'a row is a card');
  t.notRegex(
    String(await page.evaluate("getComputedStyle(document.querySelector('tbody td'), '::before').content")),
    /^(none|"")$/,
  );

  const pdf = (await page.pdf({ format: 'A4', preferCSSPageSize: true })).toString('latin1');
  t.regex(pdf, /^%PDF-/);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  t.is((await contrasts(page)).background, light.background, 'paper is white');
});

for (const [language, title] of [
  ['ja', 'kubeconfig の有効期限一覧'],
  ['zh', 'kubeconfig 到期一览'],
] as const) {
  test(`the page is in the reader's language: ${language}`, async (t) => {
    const { url } = await writtenPage(t, ['--lang', language]);
    const { page } = await openPage(await openBrowser(t), url);
    t.is(await page.getByRole('heading').first().textContent(), title);
    t.is(await page.locator('html').getAttribute('lang'), language);
    const said = await page
      .locator('header, .tiles, .unread strong, figcaption, thead, footer')
      .allTextContents();
    t.notRegex(said.join('\n'), /[a-z]{2,} [a-z]{2,} [a-z]{2,}/);
  });
}

/** A page of eight clusters, some with hostile names, and of a broken kubeconfig file. */
async function writtenPage(
  t: ExecutionContext,
  options: readonly string[] = [],
): Promise<{ readonly url: string }> {
  const names = ['a', 'b', 'c', 'd', ...hostile];
  const days = [-12, 3, 20, 100, 300, 500, 700, 1_000];
  const emulator = await startEmulator({
    scenario: {
      clusters: names.map((name, index) => ({ name, holders: { ops: { daysLeft: days[index] ?? 0 } } })),
    },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const broken = join(ackring.home, 'broken');
  await writeFile(broken, 'a: [');
  const file = join(ackring.home, 'expiry.html');
  const run = await ackring.run(['expiry', '--html', file, ...options], {
    environment: { KUBECONFIG: broken },
  });
  t.is(run.code, 7, run.stderr);
  return { url: pathToFileURL(file).href };
}

/** The lowest contrast (WCAG 2, 1 to 21) of a text with its background, as the browser paints both. */
async function contrasts(page: Page): Promise<{ scheme: string; background: string; least: number }> {
  return page.evaluate(`(() => {
    const parse = (color) => color.match(/[\\d.]+/g).map(Number);
    const luminance = (color) => {
      const [r, g, b] = parse(color).map((each) => {
        const part = each / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const opaque = (element) => {
      for (let each = element; each !== null; each = each.parentElement) {
        const color = getComputedStyle(each).backgroundColor;
        if (parse(color).length === 3) return color;
      }
      return 'rgb(255, 255, 255)';
    };
    const texts = [...document.querySelectorAll('h1, p, li b, li strong, li span, figcaption, th, td, .status, footer, svg text')];
    const ratios = texts.map((element) => {
      const style = getComputedStyle(element);
      const [a, b] = [luminance(element.closest('svg') ? style.fill : style.color), luminance(opaque(element))];
      return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    });
    const scheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
    return { scheme, background: getComputedStyle(document.body).backgroundColor, least: Math.min(...ratios) };
  })()`);
}
