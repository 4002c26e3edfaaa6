// What policy officers do: a cell in the editor, a table as a form, a file, sliders, a run, and work
// that a double click, the back button, a second tab or an expired session interrupts.
import { arrive, check, endSessions, go, inFront, lists, logInAgain, open, PHONE, picture, refused, RESUME, same, say, site, sound, told } from './kit.mjs';

const AWARD = '/items/changzhou-rd-award/2025';
const DRAFT = /\/items\/changzhou-rd-award\/2025\.\d+$/;
const RATE = '研发费用加计扣除额 * 0.02';
const has = async (page, path) => (await page.request.get(site + path)).ok();
const SAVE = '#edit > button';
const save = (page) => page.click(SAVE);

// The lines of the rules that differ from the version that the draft was made from.
async function changed(page) {
  const draft = await told(page, new URL(page.url()).pathname);
  return draft.changes.filter((change) => change.section !== '').map((change) => change.line).join('\n');
}

async function openEditor(page, path = AWARD) {
  await go(page, `${path}/edit`);
  await page.waitForSelector('#editor td[data-element-id]');
  await page.waitForSelector('#model-text', { state: 'hidden' });
}

async function typeInto(page, was, is) {
  await page.locator('#editor td[data-element-id]').filter({ hasText: was }).first().click();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete'); // what replaces coloured text gets an inline style of Chromium's own
  await page.keyboard.insertText(is); // typing would close brackets by itself
  await page.keyboard.press('Tab');
}

const framed = (page) => page.locator('#editor td[data-element-id]').evaluateAll((cells) =>
  cells.filter((cell) => getComputedStyle(cell).boxShadow.includes('inset')).length);

// A cell of a table in dmn-js, marked while somebody writes, saved by the same checks as everything.
export async function editor() {
  await open({ login: 'policy', expected: ['422'] }, async (page) => {
    if (!await has(page, '/assets/editor.js')) return;
    await openEditor(page);
    check(await page.locator('#editor a.bjs-powered-by svg').isVisible(), 'the mark of the editor is visible');
    await picture(page, 'policy_editor');
    const [checked] = await Promise.all([page.waitForResponse('**/check'), typeInto(page, '(5000000..20000000]', '[5000000..20000000]')]);
    check(checked.ok(), 'the check answers while somebody writes');
    await page.waitForSelector('#editor-findings .bad');
    same(await framed(page), 2, 'cells that overlap and are framed');
    await save(page);
    await page.waitForSelector('#editor-findings .fault');
    check(page.url().includes('/2025/edit'), 'what has errors is not saved');
    await page.waitForSelector('#editor td:has-text("[5000000..20000000]")');
    await typeInto(page, '[5000000..20000000]', '(5000000..20000000]');
    await page.waitForFunction(() => document.querySelectorAll('#editor-findings .bad').length === 0);
    await page.locator('#editor td[data-element-id]').filter({ hasText: RATE }).first().click();
    await page.waitForFunction(() => document.getElementById('editor-clause').textContent.includes('500万元（含）以内部分2%'));
    check(await page.locator('#editor-clause').isVisible(), 'the clause of the chosen cell stands below the table');
    await typeInto(page, RATE, RATE.replace('0.02', '0.03'));
    await picture(page, 'policy_editor-clause');
    await page.locator(SAVE).dblclick();
    await arrive(page, DRAFT);
    const lines = await changed(page);
    check(lines.includes('0.02') && lines.includes('0.03') && lines.split('\n').length === 2, `the cell, and no other: ${lines}`);
    const first = page.url();
    await page.goBack();
    await page.waitForSelector('#editor td[data-element-id]');
    check(page.url().includes(`${AWARD}/edit`), 'the way back leads to the editor');
    await go(page, '/items');
    same(await page.locator('a[href^="/items/changzhou-rd-award/2025."]:not([href$="/run"])').count(), 1, 'drafts of a double click');
    await go(page, new URL(first).pathname);
    await sound(page, 'the draft of the editor');
  });
}

// A threshold is changed in a table as a form, a draft is saved, and its effect computed.
export async function formTable() {
  await open({ login: 'policy' }, async (page) => {
    await go(page, '/items');
    await page.click(`a[href="${AWARD}"]`);
    await page.waitForURL(`**${AWARD}`);
    await go(page, `${AWARD}/edit`);
    await page.locator('main a[href*="edit?table="]').first().click();
    await page.waitForURL('**edit?table=**');
    const cell = page.locator('main input[name^="cell-"][name*="-o"]').last();
    const before = await cell.inputValue();
    await cell.fill(before.replace(/\d/, (digit) => String((Number(digit) + 1) % 10 || 1)));
    await picture(page, 'policy_table');
    await page.locator('main form button').last().click();
    await page.waitForURL(DRAFT);
    await sound(page, 'the draft');
    await go(page, `${new URL(page.url()).pathname}/simulate`);
    await page.waitForSelector('#total dd');
    await sound(page, 'the simulation of the draft');
    await picture(page, 'policy_simulation');
  });
}

// A model edited elsewhere comes back as a file.
export async function file() {
  await open({ login: 'policy', view: PHONE, expected: ['422'] }, async (page) => {
    const model = (await page.request.get(`${site}${AWARD}/model`)).body();
    const send = async (text) => {
      await go(page, `${AWARD}/edit`);
      await page.setInputFiles('#file', { name: 'edited.dmn', mimeType: 'application/xml', buffer: Buffer.from(text) });
      await page.click('#upload button');
    };
    const source = (await model).toString('utf8');
    await send(source.replace('</definitions>', ''));
    await page.waitForSelector('.field-fault');
    await sound(page, 'a file that cannot be read');
    await send(source.replace(RATE, RATE.replace('0.02', '0.025')));
    await page.waitForURL(DRAFT);
    check((await changed(page)).includes('0.025'), 'the draft of the file');
  });
}

export async function sliders() {
  await open({ login: 'policy', expected: ['401'] }, async (page) => {
    await go(page, `${AWARD}/simulate`);
    const cost = page.locator('[data-of=cost_after]').first();
    const before = await cost.textContent();
    await page.waitForSelector('input[type=range]');
    if (await has(page, '/assets/charts.js')) await page.waitForSelector('.chart canvas');
    await page.locator('input[type=range]').first().focus();
    const [answer] = await Promise.all([page.waitForResponse('**/simulate?**brief=1**'), page.keyboard.press('Home')]);
    check(answer.ok(), 'a slider asks by the keyboard');
    await page.waitForFunction((was) => document.querySelector('[data-of=cost_after]').textContent !== was, before);
    const total = (await answer.json()).total;
    same(Number((await cost.textContent()).replaceAll(',', '')) * 100, total.cost_after_fen, 'the cost that was answered');
    await picture(page, 'policy_sliders');
    const equal = page.locator('input[data-literal="5000000"]');
    await Promise.all([page.waitForResponse('**/simulate?**p*=6000000**'), equal.first().fill('6000000')]);
    check((await equal.evaluateAll((all) => all.map((one) => one.value))).every((one) => one === '6000000'), 'both ends of a bound move');
    const moved = await cost.textContent();
    await page.reload(); // the address holds every position
    same(await cost.textContent(), moved, 'the cost after a reload');
    same(await equal.first().inputValue(), '6000000', 'a slider after a reload');
  });
}

// The run of an item is long work that its page watches; a double click starts one.
export async function run() {
  await open({ login: 'policy', expected: ['422'] }, async (page) => {
    await go(page, '/items');
    await page.click('a[href="/items/changzhou-gazelle/2025/run"]');
    await page.waitForURL('**/run');
    await sound(page, 'a run to be started');
    const lists = (await told(page, '/items/changzhou-gazelle/2025/run')).lists.length;
    await page.fill('#as_of', '2999-01-01');
    await page.click('main form button');
    await page.waitForSelector('.field-fault');
    same(await page.inputValue('#as_of'), '2999-01-01', 'a refused day is kept');
    await page.fill('#as_of', '2025-06-30');
    await picture(page, 'policy_run');
    await page.locator('main form button').dblclick();
    await arrive(page, /\/jobs\/\d+$/);
    await page.waitForSelector('a[href^="/list-work/"]');
    await picture(page, 'policy_run-done');
    await page.click('a[href^="/list-work/"]');
    await page.waitForURL('**/list-work/*');
    await sound(page, 'the new list');
    same((await told(page, '/items/changzhou-gazelle/2025/run')).lists.length, lists + 1, 'lists after a double click');
  });
}

// The session ends while a cell is edited: what is sent goes through the login and arrives.
export async function expired() {
  await open({ login: 'editor', expected: ['401'] }, async (page) => {
    if (!await has(page, '/assets/editor.js')) return;
    await openEditor(page);
    endSessions('editor');
    await typeInto(page, RATE, RATE.replace('0.02', '0.04'));
    await page.waitForSelector('#editor-findings a[href="/login"]'); // the check says that nobody is logged in
    await save(page);
    await page.waitForSelector('main [name=code]');
    await picture(page, 'policy_expired');
    await logInAgain(page, 'editor');
    await page.waitForSelector(RESUME);
    await sound(page, 'what was typed before the session ended');
    await picture(page, 'policy_resume');
    await page.click(RESUME);
    await page.waitForURL(DRAFT);
    check((await changed(page)).includes('0.04'), 'the edit of an expired session');
  });
}

// Logged in anew in a second tab: sliders and editor go on, and so does a form without scripts.
export async function secondTab() {
  await open({ login: 'second', expected: ['401', '403'] }, async (page) => {
    if (!await has(page, '/assets/editor.js')) return;
    await openEditor(page);
    const [moved, form, tab] = [await page.context().newPage(), await page.context().newPage(), await page.context().newPage()];
    await go(moved, `${AWARD}/simulate`);
    await moved.waitForSelector('input[type=range]');
    await go(form, `${AWARD}/edit`);
    await form.locator('main a[href*="edit?table="]').first().click();
    await form.waitForURL('**edit?table=**');
    endSessions('second');
    const slider = moved.locator('input[data-literal="5000000"]').first();
    await inFront(moved);
    await Promise.all([moved.waitForResponse((answer) => answer.status() === 401), slider.fill('6000000')]);
    await moved.waitForSelector('#simulation-state a[href="/login"]');
    await go(await inFront(tab), '/login');
    await logInAgain(tab, 'second');
    await tab.waitForURL((url) => url.pathname !== '/login');
    await Promise.all([moved.waitForResponse('**/simulate?**p*=6000000**'), moved.evaluate(() => window.dispatchEvent(new Event('focus')))]);
    await moved.waitForFunction(() => /ms/.test(document.getElementById('simulation-state').textContent));
    same(await slider.inputValue(), '6000000', 'a slider after another login');
    await typeInto(await inFront(page), RATE, RATE.replace('0.02', '0.05'));
    await save(page);
    await page.waitForURL(DRAFT);
    check((await changed(page)).includes('0.05'), 'the edit, saved with the session of another tab');
    const cell = (await inFront(form)).locator('main input[name="cell-0-o0"]');
    await cell.fill(RATE.replace('0.02', '0.06'));
    await form.locator('main form button').last().click();
    await form.click(RESUME);
    await form.waitForURL(DRAFT);
    check((await changed(form)).includes('0.06'), 'a form of the session before');
  });
}

// --- A list on its way ---

const WORK = `/list-work/${lists.candidate}`;
const act = (word) => `main form button[name=act][value=${word}]`;

// What takes long leads to its progress, and from there back to the list.
async function press(page, word) {
  await page.click(act(word));
  await page.waitForLoadState();
  if (/\/jobs\/\d+$/.test(page.url())) await page.click(`main a.button[href="${WORK}"]`);
  await page.waitForSelector('ol.stages');
  await sound(page, `the list after ${word}`);
}

// From candidates to the notice: one company is left off with its ground, another person approves, everybody reads.
export async function listWork() {
  const note = say('已迁往外市', 'moved to another city');
  let companies;
  await open({ login: 'policy', expected: ['422'] }, async (page) => {
    await go(page, '/list-work');
    await page.locator(`main a[href="${WORK}"]`).first().click();
    await page.waitForURL(`**${WORK}`);
    companies = (await told(page, WORK)).met;
    await picture(page, 'policy_candidates');
    await page.locator('main a[href^="?code="]').first().click();
    await page.waitForURL('**?code=**');
    const code = await page.inputValue('#company');
    await refused(page, act('exclude'), 'main fieldset > label:last-of-type', { '#company': code, '#note': note });
    await picture(page, 'policy_exclude-refused');
    await page.check('main [name=reason][value=R05]');
    await page.locator(act('exclude')).dblclick();
    await page.waitForSelector(act('restore'));
    same((await told(page, WORK)).excluded.map((one) => [one.code, one.note]), [[code, note]], 'who is left off after a double click');
    await press(page, 'settle');
    await picture(page, 'policy_settled');
  });
  await open({ login: 'second' }, async (page) => {
    await go(page, WORK);
    await page.fill('#document', say('武科〔2026〕7号', 'WK-2026-7'));
    await press(page, 'approve');
  });
  await open({ login: 'policy' }, async (page) => {
    await go(page, WORK);
    if ((await told(page, WORK)).next === 'confirm') await press(page, 'confirm');
    await press(page, 'publish');
    await picture(page, 'policy_published');
  });
  await open({}, async (page) => {
    await go(page, '/');
    await page.click(`main a[href="/notices/${lists.candidate}"]`);
    await page.waitForURL('**/notices/*');
    same(await page.locator('main table tbody tr').count(), companies - 1, 'companies of the notice');
    await sound(page, 'the notice');
  });
}
