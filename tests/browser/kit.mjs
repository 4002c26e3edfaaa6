// What every journey stands on: logins, pages that watch themselves, screenshots, counts.
//
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

const given = JSON.parse(readFileSync(process.argv[2], 'utf8')); // made by browser_test.py
export const { set, port, accounts, codes = [], lists = {}, item, full, screenshots, hasFinance } = given;
export const site = `http://127.0.0.1:${port}`;
export const PASSWORD = 'a phrase of four words';
export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1280, height: 900 };

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

export async function journey(name, walk) {
  const own = [];
  const start = Date.now();
  try {
    await current.run(own, walk);
  } catch (fault) {
    own.push(`${name}: ${fault.stack}`);
  }
  findings.push(...own);
  console.log(`${own.length === 0 ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
}

// Journeys after each other; several lanes go side by side, each page in a context of its own.
export async function lane(...journeys) {
  for (const [name, walk] of journeys) await journey(name, walk);
}

export async function begin() {
  browser = await chromium.launch({ executablePath: given.chromium, args: ['--no-sandbox', '--force-color-profile=srgb', '--disable-dev-shm-usage'] });
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

// What a page tells later belongs to the journey that opened it: `story` is its list of findings.
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
  page.on('pageerror', (fault) => check(false, `${name}: script: ${fault.message} at ${page.url()}`, journeys));
}

// options: login, lang (zh, en), view (PHONE, DESK), dark, scripts; expected: parts of console errors
// that belong to the journey, as a refused form (422).
export async function open(options, walk) {
  const { login, lang = 'zh', view = DESK, dark = false, scripts = true, expected = [] } = options;
  const context = await browser.newContext({
    viewport: view, locale: lang === 'en' ? 'en-GB' : 'zh-CN', colorScheme: dark ? 'dark' : 'light',
    javaScriptEnabled: scripts, acceptDownloads: true, reducedMotion: 'reduce', storageState: sessions[login],
  });
  context.setDefaultTimeout(20000);
  const own = current.getStore();
  context.on('page', (opened) => watch(opened, `${login ?? 'visitor'} ${lang}`, expected, own));
  const page = await context.newPage();
  try {
    return await walk(page);
  } finally {
    if (login !== undefined && sessions[login] === undefined) sessions[login] = await context.storageState();
    await context.close();
  }
}

export async function go(page, path, status = 200) {
  const answer = await page.goto(site + path);
  check(answer.status() === status, `${path}: ${answer.status()}, expected ${status}`);
}

// What holds of every page: one heading, a language, labels, and nothing wider than the screen.
export async function sound(page, name) {
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
  check(['zh-CN', 'en'].includes(found.lang), `${name}: lang ${found.lang}`);
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

// To be looked at after the full set; the quick one takes none.
export async function picture(page, name, whole = true) {
  if (!full) return;
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: whole });
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
for (const login of Object.keys(given.cookies ?? {})) sessions[login] = { cookies: cookiesOf(login), origins: [] };

export const isLoggedIn = (login) => sessions[login] !== undefined;

// Once more, after the first login of this account; each code counts once.
export async function logInAgain(page, login) {
  await page.fill('#login', login);
  await page.fill('#password', PASSWORD);
  await page.fill('#code', oneTimeCode(accounts[login].totp, 1));
  await page.click('main form button');
}

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
