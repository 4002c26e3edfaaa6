// The decision table editor and the sliders in a real browser.
//
// usage: node tests/browser/policy.mjs PORT COOKIES CHROMIUM   (tests/system/policy_browser_test.py starts it)
import { createRequire } from 'node:module';

const { chromium } = createRequire(new URL('../../npm/package.json', import.meta.url))('playwright-core');
const [port, cookies, executablePath] = process.argv.slice(2);
const site = `http://127.0.0.1:${port}`;
const item = '/items/changzhou-rd-award/2025';
const faults = [];

function check(holds, what) {
  console.log(`${holds ? 'ok' : 'not ok'} - ${what}`);
  if (!holds) faults.push(what);
}

async function typeInto(page, was, is) {
  await page.locator('#editor td[data-element-id]').filter({ hasText: was }).first().click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(is); // typing would close brackets by itself
  await page.keyboard.press('Tab');
}

const framed = (page) => page.locator('#editor td[data-element-id]').evaluateAll((cells) =>
  cells.filter((cell) => getComputedStyle(cell).boxShadow.includes('inset')).length);

async function editor(page) {
  await page.goto(`${site}${item}/edit?lang=en`);
  await page.waitForSelector('#editor td[data-element-id]');
  check(await page.locator('#model-text').isHidden(), 'the editor stands in the place of the text');
  check(await page.locator('#editor a.bjs-powered-by svg').isVisible(), 'the mark of the editor is visible');
  const [checked] = await Promise.all([page.waitForResponse('**/check'), typeInto(page, '(5000000..20000000]', '[5000000..20000000]')]);
  check(checked.ok(), 'the check answers while somebody writes');
  await page.waitForSelector('#editor-findings .bad');
  check(await framed(page) === 2, 'two cells that overlap are framed');
  await page.click('#edit button:has-text("Save as a draft")');
  await page.waitForSelector('.fault');
  check(page.url().endsWith('/2025/edit'), 'what has errors is not saved');
  await page.waitForSelector('#editor td:has-text("[5000000..20000000]")');
  check(true, 'and what was written is there again');
  await typeInto(page, '[5000000..20000000]', '(5000000..20000000]');
  await page.waitForFunction(() => document.querySelectorAll('#editor-findings .bad').length === 0);
  await page.click('#edit button:has-text("Save as a draft")');
  await page.waitForURL('**/2025.1');
  const told = await (await page.request.get(`${site}/api/v1${item}.1`)).json();
  check(told.changes.every((change) => change.section === ''), 'a round trip through the editor loses nothing of the rules');
}

async function sliders(page) {
  await page.goto(`${site}${item}/simulate?lang=en`);
  const cost = page.locator('[data-of=cost_after]').first();
  const before = await cost.textContent();
  await page.waitForSelector('input[type=range]');
  check(await page.locator('.chart canvas').count() === 1, 'a chart is drawn');
  const slider = page.locator('input[type=range]').first();
  await slider.focus();
  const [answer] = await Promise.all([page.waitForResponse('**/simulate?**brief=1**'), page.keyboard.press('Home')]);
  check(answer.ok(), 'a slider asks by the keyboard');
  await page.waitForFunction((was) => document.querySelector('[data-of=cost_after]').textContent !== was, before);
  const total = (await answer.json()).total;
  check(Number((await cost.textContent()).replaceAll(',', '')) * 100 === total.cost_after_fen, 'the page shows what was answered');
  const equal = page.locator('input[data-literal="5000000"]');
  await equal.first().fill('6000000');
  await page.waitForResponse('**/simulate?**');
  check((await equal.evaluateAll((all) => all.map((one) => one.value))).every((one) => one === '6000000'), 'both ends of a bound move');
}

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
await context.addCookies(Object.entries(JSON.parse(cookies)).map(([name, value]) => ({ name, value, url: `https://127.0.0.1:${port}`, secure: true })));
const page = await context.newPage();
page.setDefaultTimeout(15000);
page.on('pageerror', (fault) => check(false, `no error on the page: ${fault.message}`));
page.on('request', (request) => { if (!/^(http:\/\/127\.0\.0\.1:|data:|blob:)/.test(request.url())) check(false, `loads ${request.url()}`); });
try {
  await editor(page);
  await sliders(page);
} catch (fault) {
  check(false, fault.message.split('\n')[0]);
}
await browser.close();
process.exit(faults.length === 0 ? 0 : 1);
