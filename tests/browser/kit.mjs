// What every journey stands on: logins, pages that watch themselves, both languages, screenshots, counts.
//
// A run of this program has one language (`lang` of what it is given): pages are asked in it, what is typed is
// written in it (`say`), pictures carry it in their name, and a page that falls back into the other fails.
// A page of this kit fails its journey when it asks another host for anything, when its policy is
// violated, when its console shows an error, or when a script of it throws.
import { AsyncLocalStorage } from 'node:async_hooks';
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const packages = createRequire(new URL('../../npm/', import.meta.url));
const { chromium } = packages('playwright-core');
const axe = readFileSync(packages.resolve('axe-core/axe.min.js'), 'utf8');

// The browser starts while browser_test.py still makes the city, and tells of it on the standard input.
const starting = chromium.launch({ executablePath: process.argv[2], args: ['--no-sandbox', '--force-color-profile=srgb', '--disable-dev-shm-usage'] });
let input = '';
for await (const part of process.stdin.setEncoding('utf8')) input += part;
const given = JSON.parse(input);
export const { set, lang, port, accounts, codes = [], lists = {}, item, full, screenshots } = given;
export const site = `http://127.0.0.1:${port}`;
export const PASSWORD = 'a phrase of four words';
export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1280, height: 900 };
export const say = (zh, en) => (lang === 'en' ? en : zh);

mkdirSync(screenshots, { recursive: true });
let browser;
const sessions = {}; // login -> what the browser keeps
const current = new AsyncLocalStorage(); // the findings of the journey that asks
const findings = [];
let passed = 0;

// --- Counting ---

export function check(holds, what, own = current.getStore()) {
  if (holds) passed += 1;
  else own.push(what);
}

export function same(found, expected, what) {
  check(JSON.stringify(found) === JSON.stringify(expected), `${what}: ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
}

async function journey(name, walk) {
  const own = Object.assign([], { name });
  const start = Date.now();
  try {
    await current.run(own, walk);
  } catch (fault) {
    own.push(`${name}: ${fault.stack}`);
  }
  findings.push(...own.map((finding) => `${lang}: ${finding}`));
  console.log(`${own.length === 0 ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
}

// Journeys after each other; several lanes go side by side, each journey in a page of its own.
export async function lane(...journeys) {
  const wanted = new RegExp(given.only || '');
  for (const [name, walk] of journeys) if (wanted.test(name)) await journey(name, walk);
}

export async function begin() {
  browser = await starting;
}

export async function end() {
  await browser.close();
  for (const finding of findings) console.log(`  ${finding}`);
  console.log(`${passed} passed, ${findings.length} failed`);
  process.exit(findings.length === 0 ? 0 : 1);
}

// An act of officials beside the running server, by the command line.
export const official = (...words) => execFileSync(given.sudui[0], [...words, ...given.sudui.slice(1)]);

const inDatabase = (statement) => execFileSync('python3', ['-c',
  `import sqlite3\nwith sqlite3.connect(${JSON.stringify(given.database)}, timeout=20) as db:\n db.execute(${JSON.stringify(statement)})`]);
// As if everybody's last second factor was ten minutes ago.
export const forgetStepUp = () => inDatabase('UPDATE access_session SET step_up_us = step_up_us - 600000000');
// As if this account's sessions were left alone for too long.
export const endSessions = (login) => inDatabase(`UPDATE access_session SET seen_us = seen_us - 86400000000 WHERE account = (SELECT id FROM access_account WHERE login = '${login}')`);

// The path of the bank's statement about the file that was released last.
export function statement() {
  const out = join(given.outbox, '..', 'statement.xml');
  const name = readdirSync(given.outbox).filter((n) => n.endsWith('.xml')).sort()[0];
  execFileSync(given.sudui[0], ['bank-simulator', join(given.outbox, name), '--out', out, '--returned-per-mille', '60', ...given.sudui.slice(1)]);
  return out;
}

// --- Pages ---

// What a page tells belongs to the journey that opened it: `story` is its list of findings.
function watch(page, name, expected, story) {
  page.on('request', (request) => {
    const host = new URL(request.url()).host;
    const own = request.url().startsWith('data:') || request.url().startsWith('blob:') || host === `127.0.0.1:${port}`;
    check(own, `${name}: asked ${request.url()}`, story);
  });
  page.on('console', (message) => {
    if (message.type() !== 'error' || expected.some((part) => message.text().includes(part))) return;
    check(false, `${name}: console: ${message.text()} at ${page.url()}`, story);
  });
  page.on('pageerror', (fault) => check(false, `${name}: script: ${fault.message} at ${page.url()}`, story));
}

// A page costs a process of the browser, its first load and the compiling of scripts; so a page that a
// journey left in order is given to the next one of its kind, without cookies.
const idle = { };

async function take(kind, options) {
  const kept = idle[kind]?.pop();
  if (kept !== undefined) return kept;
  const context = await browser.newContext({ locale: lang === 'en' ? 'en-GB' : 'zh-CN', acceptDownloads: true, reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(20000);
  return { context, page: await context.newPage() };
}

async function giveBack(kind, { context, page }) {
  for (const other of context.pages()) if (other !== page) await other.close();
  await context.clearCookies();
  page.removeAllListeners();
  (idle[kind] ??= []).push({ context, page });
}

const inLanguage = (chosen) => ({ name: 'sudui-lang', value: chosen, domain: '127.0.0.1', path: '/', secure: true, sameSite: 'Lax' });

// options: login, view (PHONE, DESK), dark, scripts, touch (a phone's screen); spoken: another language than
// the run's; expected: parts of console errors that belong to the journey, as a refused form (422).
export async function open(options, walk) {
  const { login, spoken = lang, view = DESK, dark = false, scripts = true, touch = false, expected = [] } = options;
  const kind = `${scripts} ${touch}`;
  const taken = await take(kind, { javaScriptEnabled: scripts, ...(touch ? { hasTouch: true, isMobile: true } : {}) });
  const { context, page } = taken;
  const own = current.getStore();
  const heed = (opened) => watch(opened, `${login ?? 'visitor'} ${spoken}`, expected, own);
  heed(page);
  context.on('page', heed);
  await context.addCookies([...(sessions[login]?.cookies ?? []), inLanguage(spoken)]);
  await page.setViewportSize(view);
  await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
  try {
    const result = await walk(page);
    if (login !== undefined) await keepSession(login, context);
    context.off('page', heed);
    await giveBack(kind, taken);
    return result;
  } catch (fault) {
    await picture(page, `FAILED_${own.name.replace(/[^a-z0-9]+/gi, '-')}`).catch(() => {});
    await context.close();
    throw fault;
  }
}

async function keepSession(login, context) {
  sessions[login] = { cookies: (await context.cookies()).filter((cookie) => cookie.name !== 'sudui-lang') };
}

export async function go(page, path, status = 200) {
  const answer = await page.goto(site + path);
  check(answer.status() === status, `${path}: ${answer.status()}, expected ${status}`);
}

// What holds of every page: one heading, a language, labels, and nothing wider than the screen.
export async function sound(page, name, spoken = lang) {
  const found = await page.evaluate(() => {
    const fields = [...document.querySelectorAll('main input:not([type=hidden]), main select, main textarea')];
    const named = (field) => field.labels?.length > 0 || field.hasAttribute('aria-label') || field.hasAttribute('aria-labelledby');
    return {
      wider: document.documentElement.scrollWidth - window.innerWidth,
      headings: document.querySelectorAll('h1').length,
      lang: document.documentElement.lang,
      words: document.querySelector('main').innerText.trim().length,
      nameless: fields.filter((f) => !named(f)).map((f) => f.name || f.id),
      doubled: [...document.querySelectorAll('[id]')].map((e) => e.id).filter((id, at, all) => all.indexOf(id) !== at),
      loose: [...document.querySelectorAll('main table')].filter((t) => t.closest('.scroll, .djs-container, .dmn-decision-table-container, .tjs-container, #editor') === null).length,
      unsaid: document.body.innerText.match(/@\{[A-Z_]*\}|NaN|undefined/)?.[0] ?? null,
    };
  });
  check(found.wider <= 0, `${name}: ${found.wider} pixels wider than the screen`);
  same(found.headings, 1, `${name}: headings of the first rank`);
  same(found.lang, spoken === 'en' ? 'en' : 'zh-CN', `${name}: language`);
  check(found.words > 10, `${name}: no words`);
  same(found.nameless, [], `${name}: fields without a label`);
  same(found.doubled, [], `${name}: ids that occur twice`);
  same(found.loose, 0, `${name}: tables that do not scroll in a box of their own`);
  same(found.unsaid, null, `${name}: a text that is none`);
}

// Web Content Accessibility Guidelines 2.2, levels A and AA, as far as a program can tell (GB/T
// 37668-2019 asks for the same); the editor's own grid is its makers'.
export async function accessible(page, name) {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const { violations, passes } = await window.axe.run({ exclude: [['#editor']] }, { runOnly: rules, resultTypes: ['violations'] });
    return { passes: passes.length, violations: violations.map((v) => `${v.id} ${v.nodes.length}: ${v.nodes[0].target.join(' ')} ${v.nodes[0].failureSummary}`) };
  });
  check(found.passes > 5, `${name}: ${found.passes} rules of accessibility hold`);
  same(found.violations, [], `${name}: accessibility`);
}

// ROLE_WHAT_LANGUAGE_WIDTH.png, to be looked at after the full set; the quick one takes none.
export async function picture(page, name, suffix = `${lang}_${page.viewportSize().width}`) {
  if (!full) return;
  await page.screenshot({ path: join(screenshots, `${name}_${suffix}.png`), fullPage: true });
}

// --- Logging in, by the keyboard alone ---

// `later`: of a later step of 30 seconds, because each counts once.
export function oneTimeCode(uri, later = 0) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const secret = new URL(uri).searchParams.get('secret');
  const bits = [...secret].map((c) => letters.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + later));
  const digest = createHmac('sha1', key).update(step).digest();
  return String((digest.readUInt32BE(digest.at(-1) & 15) & 0x7fffffff) % 1000000).padStart(6, '0');
}

// A page behind another is drawn once a second; whoever goes on there has it in front.
export const inFront = async (page) => { await page.bringToFront(); return page; };

// Goes on with Tab until the element that has the focus matches.
export async function tabTo(page, selector, most = 120) {
  for (let i = 0; i < most; i += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((s) => document.activeElement.matches(s), selector)) return;
  }
  throw new Error(`${selector} cannot be reached with Tab on ${page.url()}`);
}

async function type(page, selector, value) {
  await tabTo(page, selector);
  await page.keyboard.type(value);
}

// An account that browser_test.py logged in already.
const cookiesOf = (login) => Object.entries(given.cookies?.[login] ?? {}).map(([name, value]) =>
  ({ name, value, domain: '127.0.0.1', path: '/', secure: true, httpOnly: true, sameSite: 'Strict', expires: -1 }));
for (const login of Object.keys(given.cookies ?? {})) sessions[login] = { cookies: cookiesOf(login) };

export const isLoggedIn = (login) => sessions[login] !== undefined;

// Once more, after the first login of this account; each code counts once.
export async function logInAgain(page, login) {
  await page.fill('#login', login);
  await page.fill('#password', PASSWORD);
  if (accounts[login].totp) await page.fill('#code', oneTimeCode(accounts[login].totp, 1));
  await page.click('main form button');
}

// --- What a person does wrong, or twice ---

// The form of what was typed in a session that has ended: it is sent by a press.
export const RESUME = 'main > form:not([class]):not([id]):has(table) > button';

// Presses a button that the server refuses: every field of `typed` (selector -> value) keeps what stands in
// it, and the reason stands at `field`, in the language of the page.  The browser's own check is left out.
export async function refused(page, button, field, typed) {
  for (const [selector, value] of Object.entries(typed)) await page.fill(selector, value);
  await page.locator(button).evaluate((one) => { one.form.noValidate = true; });
  const [answer] = await Promise.all([page.waitForResponse((one) => one.request().method() === 'POST'), page.click(button)]);
  same(answer.status(), 422, `${page.url()}: what is wrong with ${field} is refused`);
  await page.waitForLoadState();
  for (const [selector, value] of Object.entries(typed)) same(await page.inputValue(selector), value, `${page.url()}: what was typed into ${selector}`);
  const reason = await page.locator(field).evaluate((one) => {
    const place = document.getElementById(one.getAttribute('aria-describedby')) ?? one.nextElementSibling;
    return place?.matches('.field-fault') ? place.textContent.trim() : '';
  });
  check(reason !== '', `${page.url()}: no reason stands at ${field}`);
  same(/[一-鿿]/.test(reason), lang === 'zh', `${page.url()}: the language of the reason at ${field}: ${reason}`);
  await sound(page, `${page.url()}, refused`);
}

// The way back to a refused form: the browser keeps no page (no-store) and asks whether it shall send the
// form again; the yes is a reload.
export async function back(page) {
  const fault = await page.goBack().then(() => null, (thrown) => thrown);
  if (fault === null) return;
  check(fault.message.includes('ERR_CACHE_MISS'), `the way back: ${fault.message}`);
  const asked = () => page.evaluate(() => window.location.protocol === 'chrome-error:').catch(() => false);
  for (let i = 0; i < 100 && !await asked(); i += 1) await page.waitForTimeout(50);
  await page.reload();
}

// Away from a refused form by a link and back: what was typed stands there.
export async function backToRefused(page, link, typed) {
  await page.click(link);
  await page.waitForLoadState();
  await back(page);
  for (const [selector, value] of Object.entries(typed)) same(await page.inputValue(selector), value, `${page.url()}: what was typed into ${selector}, after the way back`);
}

// After a double click: the second press cuts off the first one's way.
export async function arrive(page, pattern) {
  for (let i = 0; i < 400 && !pattern.test(page.url()); i += 1) await page.waitForTimeout(50);
  check(pattern.test(page.url()), `${page.url()} is not where a double click leads`);
  await page.waitForLoadState();
}

// A press in a session that has ended: the login carries what was sent, which then is sent by a press.
export async function sendThroughLogin(page, login, press) {
  endSessions(login);
  await press();
  await page.waitForSelector('#login');
  await logInAgain(page, login);
  await page.waitForSelector(RESUME);
  await sound(page, 'what was sent in a session that had ended');
  await page.click(RESUME);
  await page.waitForLoadState();
}

// What programs are told of a page, with the session of the page.
export const told = async (page, path) => (await page.request.get(`${site}/api/v1${path}`)).json();

// The first login of an account: its made password has to be changed.
export async function logIn(login) {
  const account = accounts[login];
  await open({ login }, async (page) => {
    await go(page, '/login');
    await type(page, '#login', login);
    await type(page, '#password', account.password);
    if (account.totp) await type(page, '#code', oneTimeCode(account.totp));
    await page.keyboard.press('Enter');
    await page.waitForURL('**/password');
    await type(page, '#old', account.password);
    await type(page, '#chosen', PASSWORD);
    await type(page, '#again', PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => !url.pathname.endsWith('/password'));
    check(true, `${login} is logged in`);
  });
}
