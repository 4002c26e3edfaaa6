// The journeys of each role in a real browser, and every page that is read, in both languages.
//
// usage: node tests/browser/journeys.mjs GIVEN.json   (browser_test.py makes the city and the file)
import { readFileSync } from 'node:fs';

import * as policy from './policy.mjs';
import { accessible, accounts, begin, check, codes, DESK, end, forgetStepUp, full, go, hasFinance, isLoggedIn, item, lane, lists, logIn, official, oneTimeCode, open, PASSWORD, PHONE, picture, same, set, site, sound, statement, tabTo } from './kit.mjs';

const routes = readFileSync(new URL('../../src/web/routes.def', import.meta.url), 'utf8');

// --- What is read: every page of every role ---

const READ = {
  visitor: ['/', '/policies/wujin-rd-increase', '/policies/wujin-rd-increase/calculator', `/notices/${lists.award}`, '/login'],
  company: ['/company', '/company/items/changzhou-rd-award', '/company/facts', '/company/messages', '/password'],
  policy: ['/items', '/items/changzhou-rd-award/2025', '/items/changzhou-rd-award/2025/simulate', '/items/changzhou-rd-award/2025/edit', '/items/changzhou-rd-award/2025/run', '/list-work', `/list-work/${lists.rd}`, '/city', '/reports', '/approvals'],
  finance: ['/finance', '/finance/orders', '/finance/lists', '/finance/files', '/finance/statements', '/finance/exceptions', '/finance/returns', '/finance/clawbacks', '/finance/proof', '/finance/budget', '/approvals'],
  leader: ['/city', `/lists/${lists.rd}`, `/lists/${lists.rd}?status=unknown`, `/lists/${lists.rd}/${codes[0]}`, '/items'],
  auditor: ['/audit', '/audit/looks', '/audit/draws', '/audit/entries/1'],
  security: ['/accounts', '/sessions'],
  system: ['/system'],
};

// Pages whose route there is.
for (const [role, paths] of Object.entries(READ)) {
  READ[role] = paths.filter((path) => path === '/' || routes.includes(`"${path.split('?')[0].split('/').slice(0, 3).join('/').replace(/\/(\d+|changzhou[a-z-]*|wujin[a-z-]*)$/, '/{}')}`));
}

// [lang, view, dark, scripts]
const WAYS = full
  ? [['zh', DESK, false, true], ['en', DESK, false, true], ['zh', PHONE, false, true], ['en', PHONE, true, true], ['zh', DESK, true, false], ['en', PHONE, false, false]]
  : [['zh', PHONE, false, false]];

const nameOf = (role, path, lang, view, dark, scripts) =>
  [role, path.replace(/[^a-z0-9-]+/gi, '-').replace(/^-|-$/g, '') || 'home', lang, view.width, dark ? 'dark' : '', scripts ? '' : 'plain'].filter((p) => p !== '').join('_');

async function read(role, [lang, view, dark, scripts]) {
  await open({ login: role === 'visitor' ? undefined : role, lang, view, dark, scripts }, async (page) => {
    for (const path of READ[role]) {
      await go(page, `${path}${path.includes('?') ? '&' : '?'}lang=${lang}`);
      const name = nameOf(role, path, lang, view, dark, scripts);
      await sound(page, name);
      if (full && scripts) await accessible(page, name);
      same(await page.getAttribute('html', 'lang'), lang === 'en' ? 'en' : 'zh-CN', `${name}: language`);
      await picture(page, name);
    }
  });
}

// --- Journeys ---

async function leader() {
  await open({ login: 'leader', lang: 'en' }, async (page) => {
    await go(page, '/city?lang=en');
    const bundled = (await page.request.get(`${site}/assets/charts.js`)).ok();
    if (bundled) {
      await page.waitForSelector('.chart.drawn canvas');
      same(await page.locator('.chart canvas').count(), await page.locator('.chart').count(), 'a drawing for each chart');
      for (const kind of ['svg', 'png']) {
        const [saved] = await Promise.all([page.waitForEvent('download'), page.click(`.js-save[data-table=table-items][data-kind=${kind}]`)]);
        same(saved.suggestedFilename(), `table-items.${kind}`, 'a saved chart');
        const bytes = readFileSync(await saved.path());
        check(bytes.length > 3000 && bytes.subarray(0, kind === 'svg' ? 4 : 0).toString().startsWith(kind === 'svg' ? '<svg' : ''), `a saved chart: ${bytes.length} bytes of ${kind}`);
      }
    }
    const [table] = await Promise.all([page.waitForEvent('download'), page.click('#items ~ .downloads a:first-child')]);
    same(table.suggestedFilename(), 'items.csv', 'a table as a file');
    await page.locator('#table-items tbody a').first().click(); // item -> list
    await page.waitForURL('**/lists/*');
    await page.locator('.tabs a', { hasText: 'unknown' }).click();
    await page.waitForURL('**status=unknown**');
    await page.goBack();
    await page.locator('main table tbody a').first().click(); // line -> reason
    await page.waitForURL(/\/lists\/\d+\/\w+$/);
    check(await page.locator('main table').count() >= 2, 'reasons and facts of one company');
    await sound(page, 'the reason of one company');
  });
}

async function district() {
  await open({ login: 'wujin' }, async (page) => {
    await go(page, '/city');
    check((await page.textContent('h1')).includes('武进区'), 'the district stands at the top');
    same(await page.locator('#table-districts tbody tr').count(), 2, 'the district and its zone, no other');
    await picture(page, 'district_city_zh_1280');
  });
}

// The auditor's whole way without a mouse: a proof at a press, a draw by lot.
async function auditor() {
  await open({ login: 'auditor', lang: 'en' }, async (page) => {
    await go(page, '/audit?lang=en');
    await tabTo(page, 'form[action="/audit/verify"] button');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/jobs/*');
    await page.waitForSelector('a[href^="/audit/entries/"]', { timeout: 20000 });
    await tabTo(page, 'a[href^="/audit/entries/"]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.note.good');
    await picture(page, 'auditor_proof_en_1280');
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
    await picture(page, 'auditor_draw_en_1280');
  });
}

async function securityAdministrator() {
  await open({ login: 'security', expected: ['422'] }, async (page) => {
    await go(page, '/accounts');
    const form = page.locator('form[action="/accounts/add"]');
    await form.locator('[name=login]').fill('xin.ren');
    await form.locator('[name=name]').fill('新人');
    await form.locator('[name=role][value=leader]').check();
    await form.locator('button').last().click();
    await page.waitForLoadState();
    check((await page.textContent('main')).includes('xin.ren'), 'the new account with its secrets');
    await picture(page, 'security_new-account_zh_1280');
    await go(page, '/accounts');
    await form.locator('[name=login]').fill('xin.ren');
    await form.locator('[name=name]').fill('又一新人');
    await form.locator('[name=role][value=leader]').check();
    await form.locator('button').last().click();
    await page.waitForSelector('[role=alert], .field-fault');
    same(await form.locator('[name=name]').inputValue(), '又一新人', 'what was typed is kept');
  });
}

// Another city, whose one item asks companies to confirm: benefits, confirmation at a press, objection.
async function company() {
  await open({ login: 'one', lang: 'en' }, async (page) => {
    await go(page, '/company?lang=en');
    await sound(page, 'benefits before the confirmation');
    await picture(page, 'company_asked_en_1280');
    await tabTo(page, `main a[href="/company/items/${item}/confirmation"]`);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/confirmation');
    await sound(page, 'a confirmation');
    await picture(page, 'company_confirmation_en_1280');
    await tabTo(page, 'main form[action$="/confirmation"] button');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/company/items/${item}`);
    await sound(page, 'the item after the confirmation');
    await picture(page, 'company_confirmed_en_1280');
    official('list', 'stage', '1', 'confirm');
    official('list', 'publish', '1');
    await go(page, `/company/items/${item}/objection?lang=en`);
    await page.fill('main form [name=matter]', 'The amount is too low.');
    await page.fill('main form [name=evidence]', 'The audited accounts of 2024, page 3.');
    await picture(page, 'company_objection_en_1280');
    await page.locator('main form button').last().click();
    await page.waitForLoadState();
    check((await page.textContent('main')).includes('The amount is too low.'), 'the objection stands at the item');
    await sound(page, 'the item after the objection');
  });
}

// A bank file that two people made and checked is released with a fresh second factor; the bank's
// statement is uploaded and settles the orders.
async function finance() {
  await open({ login: 'finance', lang: 'en', expected: ['403', '422'] }, async (page) => {
    await go(page, '/finance?lang=en');
    await sound(page, 'finance');
    await picture(page, 'finance_en_1280');
    await go(page, '/finance/files');
    await page.locator('main tbody a[href^="/finance/files/"]').first().click();
    await page.waitForURL('**/finance/files/*');
    forgetStepUp();
    const button = page.locator('form:has(input[name=act][value=release]) button');
    await button.click();
    await page.waitForSelector('form:has(input[name=act][value=release]) [name=code]');
    await picture(page, 'finance_step-up_en_1280');
    await page.fill('form:has(input[name=act][value=release]) [name=password]', PASSWORD);
    await page.fill('form:has(input[name=act][value=release]) [name=code]', oneTimeCode(accounts.finance.totp, 1));
    await page.locator('form:has(input[name=act][value=release]) button').click();
    await page.waitForLoadState();
    same(await page.locator('form:has(input[name=act][value=release])').count(), 0, 'nothing is left to be released');
    await picture(page, 'finance_released_en_1280');
    await go(page, '/finance/statements');
    await page.setInputFiles('main input[type=file]', statement());
    await page.locator('main form:has(input[type=file]) button').click();
    await page.waitForURL('**/finance/statements/*');
    await sound(page, 'a statement');
    await picture(page, 'finance_statement_en_1280');
    await go(page, '/finance/proof');
    check(await page.locator('.tag.good, .tag.info').count() > 0, 'the account is proven');
    await picture(page, 'finance_proof_en_1280');
  });
}

// --- All of them ---

// Roles that log in by the keyboard; the others were logged in before.
const typed = (logins) => logins.filter((login) => accounts[login] !== undefined && !isLoggedIn(login))
  .map((login) => [`${login} logs in with the keyboard`, () => logIn(login)]);
const reads = (roles) => WAYS.flatMap((way) => roles.map((role) =>
  [`${role} reads ${way[0]}, ${way[1].width} px${way[2] ? ', dark' : ''}${way[3] ? '' : ', without scripts'}`, () => read(role, way)]));

await begin();
if (set === 'company') {
  await lane(['a company logs in with the keyboard', () => logIn('one')], ['company with the keyboard: benefits, confirmation; objection', company],
    ['an objection with evidence, which the policy officer opens', policy.evidence]);
} else {
  const money = [['finance: release with a second factor, statement, proof', finance]];
  await Promise.all([
    lane(...typed(['policy']),
      ['policy officer: a cell in the editor, saved twice, gone back from', policy.editor],
      ['policy officer: a table as a form, a draft, its simulation', policy.formTable],
      ['policy officer: a model from a file', policy.file],
      ['policy officer: sliders', policy.sliders],
      ['policy officer: a run', policy.run],
      ['policy officer: an expired session', policy.expired],
      ['policy officer: a second tab', policy.secondTab],
      ...reads(['policy'])),
    lane(...typed(['finance', 'auditor', 'security', 'leader']), ...(hasFinance ? money : []),
      ['leader: city, item, list, line, reason', leader],
      ['district officer: own district only', district],
      ['auditor with the keyboard: proof, draw', auditor],
      ['security administrator: a new account', securityAdministrator],
      ['visitor: the calculator', policy.calculator],
      ...reads(full ? Object.keys(READ).filter((role) => role !== 'policy') : ['visitor', 'finance', 'leader', 'auditor', 'security'])),
  ]);
}
await end();
