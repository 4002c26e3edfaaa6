// The three administrators, who must be three: security makes accounts, audit agrees to them and reads the
// chain, system keeps the machine; none does what is another's.
import { accounts, check, go, logIn, open, picture, refused, same, say, sound, told } from './kit.mjs';

const LOGIN = 'xin.ren';
const ADD = 'form[action="/accounts/add"]';
const NAME = say('新人', 'New Person');

// A new account: the name of another is refused, the secrets are shown once, the maker agrees to nothing.
export async function security() {
  await open({ login: 'security', expected: ['422', '403'] }, async (page) => {
    await go(page, '/accounts');
    await sound(page, 'accounts');
    await picture(page, 'security_accounts');
    await page.check(`${ADD} [name=role][value=leader]`);
    await refused(page, `${ADD} > button`, `${ADD} [name=login]`, { [`${ADD} [name=login]`]: 'leader', [`${ADD} [name=name]`]: NAME });
    check(await page.isChecked(`${ADD} [name=role][value=leader]`), 'the role that was chosen');
    await picture(page, 'security_refused');
    await page.fill(`${ADD} [name=login]`, LOGIN);
    await page.click(`${ADD} > button`);
    await page.waitForLoadState();
    const shown = await page.locator('main dl code').allTextContents();
    same(shown[0], LOGIN, 'the new account with its secrets');
    accounts[LOGIN] = { password: shown[1], totp: shown[2] };
    await sound(page, 'secrets that are shown once');
    await picture(page, 'security_new-account');
    await go(page, '/accounts');
    same(await page.locator(`tr:has(code:text-is("${LOGIN}")) form[action="/accounts/agree"]`).count(), 0, 'nobody agrees to what is his own');
    await go(page, '/system', 403);
    await go(page, '/audit', 403);
  });
}

// The audit administrator agrees, after a refusal without a ground; and proves the chain, but replays nothing.
export async function audit() {
  await open({ login: 'audit', expected: ['422', '403'] }, async (page) => {
    await go(page, '/accounts');
    await sound(page, 'accounts, as the audit administrator sees them');
    await picture(page, 'audit-admin_accounts');
    same(await page.locator(ADD).count(), 0, 'the audit administrator makes no account');
    const row = `tr:has(code:text-is("${LOGIN}")):has(form[action="/accounts/agree"])`;
    const [answer] = await Promise.all([page.waitForResponse((one) => one.request().method() === 'POST'), page.click(`${row} button[value=refuse]`)]);
    same(answer.status(), 422, 'a refusal without a ground');
    await page.waitForSelector('main .fault, main .field-fault');
    await sound(page, 'a refusal without a ground');
    await page.click(`${row} button[value=agree]`);
    await page.waitForLoadState();
    same(await page.locator(row).count(), 0, 'the new account waits no longer');
    await go(page, '/audit');
    same(await page.locator('form[action="/audit/replay"]').count(), 0, 'no replay by the audit administrator');
    await page.click('form[action="/audit/verify"] button');
    await page.waitForURL('**/jobs/*');
    await page.click('a[href^="/audit/entries/"]');
    await page.waitForSelector('.note.good');
    await sound(page, 'the proof of the chain');
    await picture(page, 'audit-admin_proof');
    const acts = (await told(page, '/audit?about=' + LOGIN)).entries.map((entry) => entry.act);
    check(acts.length >= 2, `acts about the new account: ${acts}`);
    const [file] = await Promise.all([page.waitForEvent('download'), go(page, '/audit').then(() => page.click('form[action="/audit/files/entries"] button'))]);
    check(file.suggestedFilename().endsWith('.csv'), 'the chain as a file');
    for (const path of ['/audit/draws', '/sessions', '/system']) await go(page, path, 403);
  });
}

// Agreed to by a second person, the account is in: with the secrets that the page showed.
export const newAccount = () => logIn(LOGIN);

// Both checks of the machine at a press each: the data, and a backup with its fingerprint.
export async function system() {
  await open({ login: 'system', expected: ['403'] }, async (page) => {
    await go(page, '/system');
    await sound(page, 'the system');
    await picture(page, 'system');
    await page.click('form[action="/system/check"] button');
    await page.waitForURL('**/jobs/*');
    await page.click('main a.button[href="/system"]');
    await page.waitForURL('**/system');
    const before = await page.locator('main table tbody tr').count();
    await page.click('form[action="/system/backup"] button');
    await page.waitForURL('**/jobs/*');
    await sound(page, 'a backup under way');
    await page.click('main a.button[href="/system"]');
    await page.waitForURL('**/system');
    same(await page.locator('main table tbody tr:has(.tag.good)').count(), before + 1, 'backups with a fingerprint');
    await sound(page, 'the system after a backup');
    await picture(page, 'system_backup');
    const health = await page.request.get(new URL('/health', page.url()).href);
    same(health.status(), 200, 'the health of the server');
    for (const path of ['/accounts', '/audit', '/city', '/sessions']) await go(page, path, 403);
  });
}

// The security administrator ends the session of the new account; its next page is the login.
export async function endsSession() {
  await open({ login: 'security' }, async (page) => {
    await go(page, '/sessions');
    await sound(page, 'sessions');
    await picture(page, 'security_sessions');
    const row = `tr:has(code:text-is("${LOGIN}"))`;
    same(await page.locator(row).count(), 1, 'the session of the new account');
    await page.click(`${row} button`);
    await page.waitForLoadState();
    same(await page.locator(row).count(), 0, 'the session is ended');
  });
  await open({ login: LOGIN }, async (page) => {
    await go(page, '/city');
    check(page.url().endsWith('/login'), 'whose session was ended has to log in');
  });
}
