// From the movement of a slider to the redrawn page, in Chromium.
//
// usage: node sliders.mjs ADDRESS COOKIE CHROMIUM VERSION...    (bench/sliders.py --browser calls it)
// Moves the first slider of each version's page through MOVES positions and measures in the page: from the input
// event to the second frame after the numbers have changed.  Prints a JSON line for each version.
import { createRequire } from 'node:module';

const { chromium } = createRequire(new URL('../npm/package.json', import.meta.url))('playwright-core');
const MOVES = 21;
const VIEW = 'as_of=2025-06-30&data_year=2024'; // of the made-up cities
const [address, cookie, executablePath, ...versions] = process.argv.slice(2);

// In the page: the milliseconds of each move.
async function moves(count) {
  const slider = document.querySelector('#simulation input[type=range]');
  const state = document.getElementById('simulation-state');
  const frame = () => new Promise((done) => { requestAnimationFrame(done); });
  const times = [];
  const asked = []; // what the page itself says: until the numbers are there
  const least = Number(slider.min);
  const most = Number(slider.max);
  for (let i = 0; i < count; i++) {
    state.textContent = '';
    const told = new Promise((done) => {
      new MutationObserver((_, watch) => {
        if (state.textContent !== '') { watch.disconnect(); done(); }
      }).observe(state, { childList: true, characterData: true, subtree: true });
    });
    const begin = performance.now();
    slider.value = String(least + (most - least) * i / (count - 1));
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    await told;
    await frame();
    await frame();
    if (!/^[0-9]+ ms$/.test(state.textContent)) throw new Error(state.textContent);
    times.push(performance.now() - begin);
    asked.push(parseInt(state.textContent, 10));
  }
  return [times, asked];
}

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const context = await browser.newContext();
const [name, value] = cookie.split('=');
await context.addCookies([{ name, value, domain: '127.0.0.1', path: '/', secure: true, httpOnly: true }]);
for (const version of versions) {
  const page = await context.newPage();
  await page.goto(`${address}/items/${version}/simulate?${VIEW}`, { timeout: 600000 });
  if (page.url().includes('/jobs/')) {
    await page.waitForSelector('a.button', { timeout: 600000 });
    await page.goto(`${address}/items/${version}/simulate?${VIEW}`, { timeout: 600000 });
  }
  await page.waitForSelector('#simulation input[type=range]');
  const [redrawn, asked] = (await page.evaluate(moves, MOVES)).map((times) => times.sort((a, b) => a - b));
  const middle = MOVES >> 1;
  console.log(`${version}: ${MOVES} moves, redrawn p50 ${Math.round(redrawn[middle])} ms, longest ${Math.round(redrawn.at(-1))} ms; `
    + `of that until the numbers were there p50 ${asked[middle]} ms, longest ${asked.at(-1)} ms`);
  await page.close();
}
await browser.close();
