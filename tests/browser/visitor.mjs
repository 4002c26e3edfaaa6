// What anybody may do without a name: read notices and policies, compute, object, take the open data.
import { readFileSync } from 'node:fs';

import { check, codes, go, lang, lists, open, PHONE, picture, refused, same, say, set, site, sound, told } from './kit.mjs';

const download = async (page, selector) => {
  const [saved] = await Promise.all([page.waitForEvent('download'), page.locator(selector).first().click()]);
  return { name: saved.suggestedFilename(), bytes: readFileSync(await saved.path()) };
};

// From the first page to a notice with its files and to the policy in plain words; the other language at a press.
export async function notices() {
  await open({}, async (page) => {
    await go(page, '/');
    await sound(page, 'the first page');
    await picture(page, 'visitor_home');
    const other = lang === 'en' ? 'zh' : 'en';
    await page.click('header a[rel=alternate]');
    await page.waitForURL(`**lang=${other}`);
    await sound(page, 'the first page in the other language', other);
    await page.click(`main a[href="/notices/${lists.rd}"]`);
    await sound(page, 'a notice in the other language', other);
    await page.click('header a[rel=alternate]');
    await page.waitForURL(`**lang=${lang}`);
    await sound(page, 'a notice');
    await picture(page, 'visitor_notice');
    const notice = await told(page, `/notices/${lists.rd}`);
    same(await page.locator('main table tbody tr').count(), notice.lines.length, 'lines of the notice');
    for (const [kind, start] of [['pdf', '%PDF-'], ['xlsx', 'PK'], ['html', '<!DOCTYPE html>']]) {
      const file = await download(page, `main a[href="/notices/${lists.rd}/notice.${kind}"]`);
      check(file.name.endsWith(`.${kind}`), `the notice as a file: ${file.name}`);
      same(file.bytes.subarray(0, start.length).toString().toLowerCase(), start.toLowerCase(), `the notice as ${kind}`);
    }
    await page.locator('main dl.facts a[href^="/policies/"]').first().click();
    await page.waitForURL('**/policies/*');
    check(await page.locator('main section.decision').count() > 0, 'a policy in plain words');
    await sound(page, 'a policy in plain words');
    await picture(page, 'visitor_policy');
  });
}

// The open data: the file's columns are those that the page explains, and both kinds say the same.
export async function openData() {
  await open({}, async (page) => {
    await go(page, '/');
    await page.click('header nav a[href="/open"]');
    await page.waitForURL('**/open');
    await sound(page, 'open data');
    await picture(page, 'visitor_open');
    for (const table of (await told(page, '/open')).tables) {
      const csv = await download(page, `main a[href="/open/${table.name}.csv"]`);
      const rows = csv.bytes.toString('utf8').replace(/^\uFEFF/, '').trimEnd().split(/\r?\n/);
      same(rows[0].split(','), table.columns.map((column) => column.name), `columns of ${csv.name}`);
      const answer = await (await page.request.get(`${site}/open/${table.name}.json`)).json();
      const list = Array.isArray(answer) ? answer : Object.values(answer).find(Array.isArray);
      same(list.length, rows.length - 1, `rows of ${table.name} as CSV and as JSON`);
    }
  });
}

// Anybody asks what a policy would give, without a name.
export async function calculator() {
  await open({ view: PHONE, touch: true }, async (page) => {
    await go(page, '/policies/wujin-rd-increase');
    await page.tap('main .actions a');
    await page.waitForURL('**/calculator');
    await sound(page, 'the calculator');
    const fields = await page.locator('main form input[inputmode], main form input[type=number]').all();
    for (const field of fields) await field.fill(say('九百万', 'nine'));
    await page.locator('main form button').first().tap();
    await page.waitForSelector('.field-fault');
    same(await fields[0].inputValue(), say('九百万', 'nine'), 'what is no number is kept');
    await sound(page, 'the calculator with what is no number');
    for (const [i, field] of fields.entries()) await field.fill(String(9000000 - 3000000 * Math.min(i, 2)));
    for (const choice of await page.locator('main form select').all()) await choice.selectOption({ index: 1 });
    await page.locator('main form button').first().tap();
    await page.waitForURL('**9000000**'); // the answers stand in the address
    same(await page.locator('main section .note').count(), 1, 'answers');
    check(/\d/.test(await page.locator('main section').first().innerText()), 'an amount');
    await sound(page, 'the calculator with an answer');
    await picture(page, 'visitor_calculated');
  });
}

// Anybody objects to a notice with a file; the officer who decides opens it.
export async function objection() {
  const list = set === 'company' ? 1 : lists.rd;
  const button = 'main form[enctype] > button';
  await open({ expected: ['422'] }, async (page) => {
    await go(page, `/notices/${list}/objection`);
    const typed = { '#company': '91320412MA00000000', '#matter': say('其研发中心已关闭。', 'Its centre was closed.'), '#reporter': 'Zhao', '#evidence': say('见附件', 'See the file') };
    await refused(page, button, '#company', typed);
    await picture(page, 'visitor_objection-refused');
    await page.fill('#company', codes[1]);
    await page.selectOption('#channel', { index: 1 });
    await page.fill('#evidence', '');
    await page.setInputFiles('#evidence_file', { name: '证据.txt', mimeType: 'text/plain', buffer: Buffer.from('closed in 2024') });
    await page.click(button);
    await page.waitForSelector('.note.good');
    await sound(page, 'an objection that was taken');
    await picture(page, 'visitor_objection');
  });
}

export async function evidence() {
  await open({ login: 'officer' }, async (page) => {
    await go(page, '/list-work/1');
    await sound(page, 'a list with objections');
    await picture(page, 'policy_objections');
    const file = await download(page, 'main a[href^="/objections/"]:text-is("证据.txt")');
    same(file.name, '证据.txt', 'the name of the evidence');
    same(file.bytes.toString(), 'closed in 2024', 'the evidence');
  });
}
