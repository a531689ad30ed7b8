import { fileURLToPath, pathToFileURL } from 'node:url';
import test from 'ava';
import { openBrowser, openPage } from './browser.js';

const folder = fileURLToPath(new URL('../../../docs/pictures/', import.meta.url));

test('the animated picture shows one still after the other, each for its time, and makes no request', async (t) => {
  const context = await openBrowser(t);
  for (const skin of ['dark', 'light']) {
    const url = pathToFileURL(`${folder}journey.${skin}.svg`).href;
    const { page, requests, complaints } = await openPage(context, url);
    t.deepEqual([requests, complaints], [[url], []]);
    const shownAt = (part: number): Promise<readonly number[]> =>
      page.evaluate(`(() => {
        const moving = document.getAnimations();
        for (const each of moving) {
          each.pause();
          each.currentTime = each.effect.getComputedTiming().duration * ${part};
        }
        return [...document.querySelectorAll('g.s')].flatMap((still, index) =>
          getComputedStyle(still).visibility === 'visible' ? [index] : []);
      })()`);
    const parts = Array.from({ length: 400 }, (_, index) => (index + 0.5) / 400);
    const shown: number[] = [];
    for (const part of parts) {
      const stills = await shownAt(part);
      t.is(stills.length, 1, `${skin} at ${part}`);
      shown.push(stills[0] ?? -1);
    }
    const count = await page.locator('g.s').count();
    t.deepEqual(
      [...new Set(shown)],
      Array.from({ length: count }, (_, index) => index),
    );
    t.deepEqual(
      shown,
      shown.toSorted((a, b) => a - b),
    );
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const still = await page.evaluate(`[...document.querySelectorAll('g.s')]
      .flatMap((each, index) => getComputedStyle(each).visibility === 'visible' ? [index] : [])`);
    t.deepEqual(still, [count - 1]);
    await page.close();
  }
});
