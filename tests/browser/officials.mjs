// What leaders, district officers and auditors do: from a number to its reason, in the whole city or in one
// district; the chain, a draw by lot.
import { readFileSync } from 'node:fs';

import { check, codes, DESK, go, lists, open, PHONE, picture, same, site, sound, tabTo, told } from './kit.mjs';

// --- Leader ---

async function charts(page) {
  await page.waitForSelector('.chart.drawn canvas');
  same(await page.locator('.chart canvas').count(), await page.locator('.chart').count(), 'a drawing for each chart');
  for (const kind of ['svg', 'png']) {
    const [saved] = await Promise.all([page.waitForEvent('download'), page.click(`.js-save[data-table=table-items][data-kind=${kind}]`)]);
    same(saved.suggestedFilename(), `table-items.${kind}`, 'a saved chart');
    const bytes = readFileSync(await saved.path());
    check(bytes.length > 3000 && bytes.subarray(0, kind === 'svg' ? 4 : 0).toString().startsWith(kind === 'svg' ? '<svg' : ''), `a saved chart: ${bytes.length} bytes of ${kind}`);
  }
}

// City -> item -> list -> line -> reason; on a phone by the finger.
async function drill(view, touch) {
  await open({ login: 'leader', view, touch }, async (page) => {
    const press = (selector) => (touch ? page.locator(selector).first().tap() : page.locator(selector).first().click());
    await go(page, '/city');
    await sound(page, 'the city');
    if (!touch && (await page.request.get(`${site}/assets/charts.js`)).ok()) await charts(page);
    await picture(page, 'leader_city');
    const [table] = await Promise.all([page.waitForEvent('download'), press('#items ~ .downloads a:first-child')]);
    same(table.suggestedFilename(), 'items.csv', 'a table as a file');
    await press('#table-items tbody a');
    await page.waitForURL('**/lists/*');
    await press('.tabs a[href$="status=unknown"]');
    await page.waitForURL('**status=unknown**');
    await page.goBack();
    await press('main table tbody a');
    await page.waitForURL(/\/lists\/\d+\/\w+$/);
    check(await page.locator('main table').count() >= 2, 'reasons and facts of one company');
    await sound(page, 'the reason of one company');
    await picture(page, 'leader_reason');
  });
}

export const leader = () => drill(DESK, false);
export const leaderOnPhone = () => drill(PHONE, true);

// --- District ---

const DISTRICT = '320412';

export async function district() {
  await open({ login: 'wujin', expected: ['403', '404'] }, async (page) => {
    await go(page, '/city');
    const city = await told(page, '/city');
    same(city.district, DISTRICT, 'the district of the account');
    check((await page.textContent('h1')).includes(city.district_name), 'the district stands at the top');
    same(await page.locator('#table-districts tbody tr').count(), 2, 'the district and its zone, no other');
    await sound(page, 'the city of a district');
    await picture(page, 'district_city');
    const whole = (await told(page, `/lists/${lists.rd}?status=met`)).lines;
    await go(page, `/lists/${lists.rd}?status=met`);
    same(await page.locator('main table tbody tr').count(), whole.length, 'lines of the district');
    check(whole.length > 0, 'a line of the district');
    await sound(page, 'the list of a district');
    await picture(page, 'district_list');
    await page.locator('main table tbody a').first().click();
    await page.waitForURL(/\/lists\/\d+\/\w+$/);
    await sound(page, 'a reason in a district');
    const foreign = codes.find((code) => !whole.some((line) => line.code === code));
    if (foreign !== undefined) await go(page, `/lists/${lists.rd}/${foreign}`, 404);
    await go(page, '/audit', 403);
    await sound(page, 'a page that is not for a district');
  });
}

// The officer of a district reads items and the lists on their way; what changes them is the city's.
export async function districtOfficer() {
  await open({ login: 'officer', expected: ['403'] }, async (page) => {
    await go(page, '/items');
    await sound(page, 'items, read in a district');
    same(await page.locator('main a[href$="/run"]').count(), 0, 'no run of a district');
    await go(page, '/list-work');
    await sound(page, 'lists on their way, read in a district');
    await picture(page, 'district_lists');
    await page.click(`main a[href="/list-work/${lists.rd}"] >> nth=0`);
    await page.waitForURL(`**/list-work/${lists.rd}`);
    const found = await told(page, `/list-work/${lists.rd}`);
    same(await page.locator('main table:has(a[href^="/lists/"]) tbody tr').count(), found.rows.length, 'rows of the district');
    await sound(page, 'a list on its way, read in a district');
    await picture(page, 'district_list-work');
    same(await page.locator('main form[method=post]').count(), 0, 'no act of a district');
    await go(page, '/items/changzhou-rd-award/2025/edit', 403);
  });
}

// --- Auditor ---

// The auditor's whole way without a mouse: a proof at a press, a replay, a draw by lot.
export async function auditor() {
  await open({ login: 'auditor' }, async (page) => {
    await go(page, '/audit');
    await sound(page, 'the chain');
    await tabTo(page, 'form[action="/audit/verify"] button');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/jobs/*');
    await page.waitForSelector('a[href^="/audit/entries/"]', { timeout: 20000 });
    await tabTo(page, 'a[href^="/audit/entries/"]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.note.good');
    await picture(page, 'auditor_proof');
    await go(page, '/audit/draws');
    await tabTo(page, '#companies');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('4');
    await tabTo(page, '#inspectors');
    await page.keyboard.type('甲\n乙\n丙');
    await tabTo(page, 'form[action="/audit/draws"] button');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/audit\/draws\/\d+$/);
    same(await page.locator('main table tbody tr').count(), 4, 'companies drawn');
    await sound(page, 'a draw');
    await picture(page, 'auditor_draw');
  });
}

export async function replay() {
  await open({ login: 'auditor', expected: ['422'] }, async (page) => {
    await go(page, '/audit');
    await page.selectOption('#list', String(lists.rd));
    await page.click('form[action="/audit/replay"] button');
    await page.waitForURL('**/jobs/*');
    await page.click('a[href^="/audit/entries/"]');
    await page.waitForSelector('.note.good');
    await sound(page, 'a replay');
    await picture(page, 'auditor_replay');
    await go(page, '/audit/draws');
    await page.fill('#companies', '0');
    await page.fill('#inspectors', '甲');
    await page.locator('form[action="/audit/draws"] button').evaluate((one) => { one.form.noValidate = true; });
    const [answer] = await Promise.all([page.waitForResponse((one) => one.request().method() === 'POST'), page.click('form[action="/audit/draws"] button')]);
    same(answer.status(), 422, 'a draw of no company');
    await page.waitForLoadState();
    same(await page.inputValue('#inspectors'), '甲', 'inspectors of a refused draw');
    await page.waitForSelector('main .fault, main .field-fault');
    await sound(page, 'a refused draw');
    await go(page, '/audit/looks');
    await sound(page, 'who looked at what');
    await picture(page, 'auditor_looks');
  });
}
