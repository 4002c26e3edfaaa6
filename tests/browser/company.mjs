// What a company does: from what it is owed to the confirmation and the objection, and from the reasons
// to what it reports; by the keyboard, on a phone, twice, in two tabs and after its session has ended.
import { arrive, backToRefused, check, go, inFront, item, logInAgain, official, open, PHONE, picture, refused, same, say, sendThroughLogin, sound, tabTo, told } from './kit.mjs';

const ITEM = `/company/items/${item}`;
const CONFIRM = `main form[action="${ITEM}/confirmation"] button[value=confirm]`;
const OBJECT = `main form[action="${ITEM}/objection"] > button`;
const MATTER = say('金额偏低。', 'The amount is too low.');
const EVIDENCE = say('2024 年度审计报告第 3 页。', 'The audited accounts of 2024, page 3.');

// --- Confirming ---

export async function confirmation() {
  await open({ login: 'one' }, async (page) => {
    await go(page, '/company');
    await sound(page, 'benefits before the confirmation');
    await picture(page, 'company_asked');
    await tabTo(page, `main a[href="${ITEM}/confirmation"]`);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/confirmation');
    await sound(page, 'a confirmation');
    await picture(page, 'company_confirmation');
    await tabTo(page, CONFIRM);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${ITEM}`);
    await sound(page, 'the item after the confirmation');
    await picture(page, 'company_confirmed');
    same((await told(page, `${ITEM}/confirmation`)).confirmation, 'confirmed', 'the confirmation');
  });
}

// By the fingers on a phone: every step is a tap on what is large enough to be hit.
export async function phone() {
  await open({ login: 'three', view: PHONE, touch: true }, async (page) => {
    const tap = async (selector) => {
      const one = page.locator(selector).first();
      const box = await one.boundingBox();
      check(box.height >= 24 && box.width >= 24, `${selector} is ${box.width} × ${box.height} pixels`);
      await one.tap();
    };
    await go(page, '/company');
    await sound(page, 'benefits on a phone');
    await picture(page, 'company_phone-asked');
    await tap(`main a.button[href="${ITEM}/confirmation"]`);
    await page.waitForURL('**/confirmation');
    await sound(page, 'a confirmation on a phone');
    await tap(CONFIRM);
    await page.waitForURL(`**${ITEM}`);
    await sound(page, 'the item on a phone');
    await picture(page, 'company_phone-confirmed');
    same((await told(page, `${ITEM}/confirmation`)).confirmation, 'confirmed', 'the confirmation by a tap');
    await tap('header nav a[href="/company/facts"]');
    await page.waitForURL('**/company/facts');
    await sound(page, 'facts on a phone');
  });
}

// Twice, from a second tab, and by the way back: one answer, and no page that is lost.
export async function confirmedTwice() {
  await open({ login: 'two', expected: ['422'] }, async (page) => {
    await go(page, `${ITEM}/confirmation`);
    const tab = await page.context().newPage();
    await go(tab, `${ITEM}/confirmation`);
    await (await inFront(page)).locator(CONFIRM).dblclick();
    await arrive(page, new RegExp(`${ITEM}$`));
    await page.goBack();
    await page.waitForURL('**/confirmation');
    if (await page.locator(CONFIRM).count() > 0) await page.click(CONFIRM); // the page as it was kept
    await page.waitForLoadState();
    await (await inFront(tab)).click(CONFIRM);
    await tab.waitForURL(`**${ITEM}`);
    await sound(tab, 'the item of the second tab');
    const messages = (await told(page, '/company/messages')).messages.length;
    await go(page, ITEM);
    same((await told(page, `${ITEM}/confirmation`)).confirmation, 'confirmed', 'one confirmation');
    same((await told(page, '/company/messages')).messages.length, messages, 'messages of one confirmation');
    await go(tab, '/company');
    same(await tab.locator(`main a[href="${ITEM}/confirmation"]`).count(), 0, 'nothing is asked again');
  });
}

export async function confirmedAfterItsSession() {
  await open({ login: 'late', expected: ['401', '403'] }, async (page) => {
    await go(page, `${ITEM}/confirmation`);
    await sendThroughLogin(page, 'late', () => page.click(CONFIRM));
    await page.waitForURL(`**${ITEM}`);
    await sound(page, 'the item after another login');
    same((await told(page, `${ITEM}/confirmation`)).confirmation, 'confirmed', 'the confirmation of an ended session');
  });
}

// --- Objecting ---

export async function publish() {
  official('list', 'stage', '1', 'confirm');
  official('list', 'publish', '1');
  await open({ login: 'one' }, async (page) => {
    await go(page, '/company');
    await sound(page, 'benefits in the time of notice');
    await picture(page, 'company_published');
  });
}

const objections = async (page) => (await told(page, ITEM)).objections;

// First without what proves it: the form says so and keeps what was typed.
export async function objection() {
  await open({ login: 'one', expected: ['422'] }, async (page) => {
    await go(page, ITEM);
    await page.click(`main a[href="${ITEM}/objection"]`);
    await page.waitForURL('**/objection');
    await page.selectOption('#channel', 'complaint');
    await refused(page, OBJECT, '#evidence', { '#matter': MATTER, '#evidence': '' });
    same(await page.inputValue('#channel'), 'complaint', 'the channel that was chosen');
    await backToRefused(page, `main a[href="${ITEM}"]`, { '#matter': MATTER });
    await page.fill('#evidence', EVIDENCE);
    await picture(page, 'company_objection');
    await page.locator(OBJECT).dblclick();
    await arrive(page, new RegExp(`${ITEM}(#|$)`));
    same((await objections(page)).map((one) => one.matter), [MATTER], 'objections after a double click');
    check((await page.textContent('#objections')).includes(MATTER), 'the objection stands at the item');
    await sound(page, 'the item after the objection');
    await picture(page, 'company_objected');
  });
}

// The way back shows what was typed, and a form of another tab is one more objection only if it says more.
export async function objectedInTwoTabs() {
  await open({ login: 'two', expected: ['422'] }, async (page) => {
    await go(page, `${ITEM}/objection`);
    const tab = await page.context().newPage();
    await go(tab, `${ITEM}/objection`);
    for (const one of [page, tab]) {
      await one.fill('#matter', MATTER);
      await one.fill('#evidence', EVIDENCE);
    }
    await (await inFront(page)).click(OBJECT);
    await page.waitForURL(new RegExp(`${ITEM}(#|$)`));
    await page.goBack();
    await page.waitForURL('**/objection');
    same(await page.inputValue('#matter'), MATTER, 'the way back leads to what was typed');
    await page.click(OBJECT);
    await page.waitForURL(new RegExp(`${ITEM}(#|$)`));
    same((await objections(page)).length, 1, 'objections after the way back');
    await (await inFront(tab)).click(OBJECT);
    await tab.waitForLoadState();
    await sound(tab, 'the second tab after the objection of the first');
    check((await objections(tab)).every((one) => one.matter === MATTER), 'what the second tab sent');
  });
}

export async function objectedAfterItsSession() {
  await open({ login: 'late', expected: ['401', '403'] }, async (page) => {
    await go(page, `${ITEM}/objection`);
    await page.fill('#matter', MATTER);
    await page.fill('#evidence', EVIDENCE);
    await sendThroughLogin(page, 'late', () => page.click(OBJECT));
    same((await objections(page)).map((one) => one.matter), [MATTER], 'the objection of an ended session');
    await picture(page, 'company_objection-resumed');
  });
}

// --- Why not, how near, and what is wrong on file ---

export async function wholePath() {
  await open({ login: 'poor', expected: ['422'] }, async (page) => {
    await go(page, '/company');
    await sound(page, 'benefits of a company that is not on the list');
    await picture(page, 'company_benefits');
    await page.locator(`main a[href="${ITEM}"]`).first().click();
    await page.waitForURL(`**${ITEM}`);
    const found = await told(page, ITEM);
    check(found.reasons.some((reason) => reason.result === 'fails'), 'a reason that fails');
    check(found.ways.length > 0, 'what is one step away');
    same(await page.locator('main table').count() >= 1, true, 'reasons stand in a table');
    await sound(page, 'the reasons');
    await picture(page, 'company_reasons');
    await go(page, '/company');
    await page.click('main a[href="/company/near"]');
    await page.waitForURL('**/company/near');
    same(await page.locator(`main section.panel a[href="${ITEM}"]`).count(), 1, 'the item is near');
    check(/\d/.test(await page.locator('main section.panel').first().innerText()), 'a distance');
    await sound(page, 'one step away');
    await picture(page, 'company_near');
    await page.click('header nav a[href="/company/facts"]');
    await page.waitForURL('**/company/facts');
    await page.locator('main a[href^="/company/facts/report?fact="]').first().click();
    await page.waitForURL('**/company/facts/report?**');
    await refused(page, 'main form > button', '#statement', { '#claimed': '1234.56', '#statement': ' ' });
    await page.fill('#statement', say('少了一位数字。', 'A digit is missing.'));
    await picture(page, 'company_report');
    await page.locator('main form > button').dblclick();
    await arrive(page, /\/company\/facts\?/);
    same((await told(page, '/company/facts')).reports.map((one) => one.claimed), ['1234.56'], 'reports after a double click');
    await sound(page, 'the report stands at the facts');
    await picture(page, 'company_reported');
  });
}

// The officer answers, the company reads it; and ends a session that it had left open elsewhere.
export async function messages() {
  const note = say('与申报表一致。', 'It agrees with the tax return.');
  await open({ login: 'officer', expected: ['422'] }, async (page) => {
    await go(page, '/reports');
    await refused(page, 'main section form > button', 'main section textarea[name=note]', { 'main section textarea[name=note]': ' ' });
    await page.selectOption('main section select[name=outcome]', 'stands');
    await page.fill('main section textarea[name=note]', note);
    await page.click('main section form > button');
    await page.waitForLoadState();
    await sound(page, 'a report that was answered');
    await picture(page, 'policy_reports');
  });
  await open({ login: 'poor' }, async (page) => {
    await go(page, '/company/facts');
    check((await page.textContent('main')).includes(note), 'the answer stands at the report');
    await page.click('header nav a[href="/company/messages"]');
    await page.waitForURL('**/company/messages');
    check(await page.locator('main table tbody tr').count() > 0, 'a message');
    await sound(page, 'messages');
    await picture(page, 'company_messages');
    await page.click('main form[action="/company/messages"] button');
    await page.waitForLoadState();
    same((await told(page, '/company/messages')).unread, 0, 'unread messages after a press');
  });
}

export async function ownSessions() {
  const password = '#sessions ~ form [name=password]';
  await open({ login: 'poor', expected: ['422', '403', '401'] }, async (page) => {
    const cookies = await page.context().cookies();
    await page.context().clearCookies({ name: /^__Host-/ }); // as from another place
    await go(page, '/login');
    await logInAgain(page, 'poor');
    await page.waitForURL((url) => url.pathname !== '/login');
    const elsewhere = await page.context().cookies();
    await page.context().addCookies(cookies);
    await go(page, '/password');
    same(await page.locator('main input[name=session]').count(), 1, 'sessions elsewhere');
    await sound(page, 'own sessions');
    await picture(page, 'company_sessions');
    await page.check('main input[name=session]');
    await refused(page, 'main form[action="/password/sessions"] button', password, { [password]: '' });
    await page.check('main input[name=session]');
    await page.fill(password, 'a phrase of four words');
    await page.click('main form[action="/password/sessions"] button');
    await page.waitForLoadState();
    await go(page, '/password');
    same(await page.locator('main input[name=session]').count(), 0, 'the other session is ended');
    await page.context().addCookies(elsewhere);
    await go(page, '/company');
    check(page.url().endsWith('/login'), 'an ended session is asked to log in');
    await page.context().addCookies(cookies);
  });
}

