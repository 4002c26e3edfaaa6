// What finance does: money on a line by two persons, orders of a final list, a bank file that three persons
// release, the bank's statement; with what is typed wrong, pressed twice or sent after a session has ended.
import { accounts, arrive, back, check, forgetStepUp, go, inFront, lists, oneTimeCode, open, PASSWORD, picture, refused, same, say, sendThroughLogin, sound, statement, told } from './kit.mjs';

const LIST = `/finance/lists/${lists.final}`;
const DOCUMENT = say('常财工贸〔2026〕1号', 'Note-1-2026');

const dayIn = (days) => new Date(Date.now() + 8 * 3600000 + days * 86400000).toISOString().slice(0, 10);

// The line of the list that waits gets money: proposed by one, checked by another.
export async function budget() {
  let proposal;
  await open({ login: 'maker', expected: ['422', '403'] }, async (page) => {
    const held = (await told(page, LIST)).held[0];
    check(held.line.length > 0, 'a line without money');
    await go(page, '/finance');
    await sound(page, 'finance');
    await picture(page, 'finance');
    await go(page, LIST);
    await page.locator(`main a[href^="/finance/budget?line=${held.line}"]`).first().click();
    await page.waitForURL('**/finance/budget?**');
    await refused(page, 'main form[action="/finance/budget"] button', '#amount', { '#line': held.line, '#amount': say('很多', 'many'), '#document': DOCUMENT });
    await picture(page, 'finance_budget-refused');
    await page.fill('#amount', '3000000.00');
    await refused(page, 'main form[action="/finance/budget"] button', '#document', { '#document': say('文号 1', 'note 1') }); // a blank cannot be booked
    await page.fill('#document', DOCUMENT);
    await page.locator('main form[action="/finance/budget"] button').dblclick();
    await arrive(page, /\/approvals\/\d+$/);
    await sound(page, 'a proposal as its maker sees it');
    same(await page.locator('main form:has(input[name=act][value=approve])').count(), 0, 'nobody checks what is his own');
    proposal = new URL(page.url()).pathname;
    const open = (await told(page, '/approvals')).approvals.filter((one) => one.operation === 'budget-change' && one.stage === 'proposed');
    same(open.length, 1, 'proposals after a double click');
  });
  await open({ login: 'checker', expected: ['401', '403', '409', '422'] }, async (page) => {
    await go(page, '/approvals');
    await sound(page, 'what waits for a second person');
    await picture(page, 'finance_approvals');
    await page.click(`main a[href="${proposal}"]`);
    await page.waitForURL(`**${proposal}`);
    await picture(page, 'finance_approval');
    const tab = await page.context().newPage();
    await go(tab, proposal);
    const approve = 'main form:has(input[name=act][value=approve]) button';
    await inFront(page);
    await sendThroughLogin(page, 'checker', () => page.click(approve));
    await page.waitForSelector(approve, { state: 'detached' });
    await go(page, proposal);
    same((await told(page, proposal)).stage, 'performed', 'the approval');
    await sound(page, 'an approved proposal');
    await (await inFront(tab)).click(approve); // late, and of the session before
    await tab.waitForLoadState();
    await sound(tab, 'a second tab whose form is late');
    same((await told(page, proposal)).stage, 'performed', 'the approval counts once');
  });
}

// Orders of a final list: a day in the past is refused, a double click orders once.
export async function orders() {
  await open({ login: 'maker', expected: ['401', '403', '422'] }, async (page) => {
    await go(page, '/finance/lists');
    await page.click(`main a[href="${LIST}"]`);
    await page.waitForURL(`**${LIST}`);
    await sound(page, 'a list before its orders');
    await picture(page, 'finance_list');
    const make = `main form:has(#day) > button`;
    await refused(page, make, '#day', { '#day': '2020-01-01' });
    await page.fill('#day', dayIn(1));
    const tab = await page.context().newPage();
    await go(tab, LIST);
    await tab.fill('#day', dayIn(1));
    await (await inFront(page)).locator(make).dblclick();
    await arrive(page, /\/finance\/files\/[\w-]+$/);
    await sound(page, 'the bank file of the orders');
    await picture(page, 'finance_ordered');
    const made = (await told(page, `/finance/orders?list=${lists.final}`)).orders.map((one) => one.reference).sort();
    check(made.length > 0, 'orders');
    await sendThroughLogin(await inFront(tab), 'maker', () => tab.click(make));
    await sound(tab, 'the second tab after the orders, sent after its session has ended');
    same((await told(page, `/finance/orders?list=${lists.final}`)).orders.map((one) => one.reference).sort(), made, 'orders after a second tab');
    const file = page.url();
    await back(await inFront(page)); // the form that was refused, once more
    await sound(page, 'the way back from the orders');
    same((await told(page, `/finance/orders?list=${lists.final}`)).orders.map((one) => one.reference).sort(), made, 'orders after the way back');
    same((await told(page, LIST)).can_order ?? false, false, 'nothing is left to be ordered');
    await page.goto(file);
    await page.locator('main a[href^="/finance/orders/"]').first().click();
    await page.waitForURL('**/finance/orders/*');
    await sound(page, 'an order');
    await picture(page, 'finance_order');
  });
}

// A bank file that two people made and checked is released with a fresh second factor; the bank's
// statement is uploaded and settles the orders.
export async function release() {
  await open({ login: 'finance', expected: ['403', '422'] }, async (page) => {
    await go(page, '/finance/files');
    await page.locator('main tbody tr:has(.tag.warn) a[href^="/finance/files/"]').last().click();
    await page.waitForURL('**/finance/files/*');
    forgetStepUp();
    const form = 'form:has(input[name=act][value=release])';
    await page.click(`${form} button`);
    await page.waitForSelector(`${form} [name=code]`);
    await picture(page, 'finance_step-up');
    await page.fill(`${form} [name=password]`, PASSWORD);
    await page.fill(`${form} [name=code]`, oneTimeCode(accounts.finance.totp, 1));
    await page.click(`${form} button`);
    await page.waitForLoadState();
    same(await page.locator(form).count(), 0, 'nothing is left to be released');
    await picture(page, 'finance_released');
    await go(page, '/finance/statements');
    await page.setInputFiles('main input[type=file]', { name: 'statement.xml', mimeType: 'text/xml', buffer: Buffer.from('<Document') });
    const [answer] = await Promise.all([page.waitForResponse('**/finance/statements'), page.click('main form:has(input[type=file]) button')]);
    same(answer.status(), 422, 'a statement that is cut off');
    await page.waitForSelector('.field-fault');
    await sound(page, 'a statement that cannot be read');
    await page.setInputFiles('main input[type=file]', statement());
    await page.click('main form:has(input[type=file]) button');
    await page.waitForURL('**/finance/statements/*');
    await sound(page, 'a statement');
    await picture(page, 'finance_statement');
    await go(page, '/finance/proof');
    check(await page.locator('.tag.good, .tag.info').count() > 0, 'the account is proven');
    await picture(page, 'finance_proof');
  });
}
