// The journeys of each role in a real browser, in one language, and every page that is read.
//
// usage: node tests/browser/journeys.mjs CHROMIUM < given.json   (browser_test.py makes the city and tells of it)
import * as administrators from './administrators.mjs';
import * as company from './company.mjs';
import * as finance from './finance.mjs';
import { accessible, accounts, begin, codes, DESK, end, full, go, isLoggedIn, lane, lang, lists, logIn, open, PHONE, picture, set, sound } from './kit.mjs';
import * as officials from './officials.mjs';
import * as policy from './policy.mjs';
import * as visitor from './visitor.mjs';

// --- What is read: every page of every role ---

const READ = {
  visitor: ['/', '/policies/wujin-rd-increase', '/policies/wujin-rd-increase/calculator', `/notices/${lists.award}`, `/notices/${lists.rd}/objection`, '/open', '/login'],
  company: ['/company', '/company/items/changzhou-rd-award', '/company/near', '/company/facts', '/company/facts/report?fact=1', '/company/messages', '/password'],
  policy: ['/items', '/items/changzhou-rd-award/2025', '/items/changzhou-rd-award/2025/simulate', '/items/changzhou-rd-award/2025/edit', '/items/changzhou-rd-award/2025/run', '/list-work', `/list-work/${lists.rd}`, '/city', '/reports', '/approvals'],
  finance: ['/finance', '/finance/orders', '/finance/lists', `/finance/lists/${lists.final}`, '/finance/files', '/finance/statements', '/finance/exceptions', '/finance/returns', '/finance/clawbacks', '/finance/proof', '/finance/budget', '/approvals?all=1', `/finance/accounts/${codes[0]}`],
  leader: ['/city', `/lists/${lists.rd}`, `/lists/${lists.rd}?status=unknown`, `/lists/${lists.rd}/${codes[0]}`, '/items'],
  wujin: ['/city', `/lists/${lists.rd}`, '/items', '/list-work'],
  auditor: ['/audit', '/audit/looks', '/audit/draws', '/audit/entries/1'],
  audit: ['/audit', '/audit/looks', '/accounts', '/approvals'],
  security: ['/accounts', '/sessions'],
  system: ['/system'],
};
const QUICKLY_READ = ['visitor', 'policy', 'finance', 'leader', 'auditor', 'security'];
const READ_BY_THE_OTHERS = ['visitor', 'company', 'finance']; // in the lane of policies, so that both take as long

// [language, view, dark, scripts]; the quick set reads in the language in which it does not walk.
const WAYS = full
  ? [['zh', DESK, false, true], ['en', DESK, false, true], ['zh', PHONE, false, true], ['en', PHONE, true, true], ['zh', DESK, true, false], ['en', PHONE, false, false]].filter(([spoken]) => spoken === lang)
  : [['zh', PHONE, false, false]];

async function read(role, [spoken, view, dark, scripts]) {
  await open({ login: role === 'visitor' ? undefined : role, spoken, view, dark, scripts }, async (page) => {
    for (const path of READ[role]) {
      await go(page, path);
      const name = `${role}_${path.replace(/[^a-z0-9-]+/gi, '-').replace(/^-|-$/g, '') || 'home'}`;
      const suffix = [spoken, view.width, dark ? 'dark' : '', scripts ? '' : 'plain'].filter((part) => part !== '').join('_');
      await sound(page, `${name}_${suffix}`, spoken);
      if (full && scripts) await accessible(page, `${name}_${suffix}`);
      await picture(page, name, suffix);
    }
  });
}

// --- All of them ---

const wide = (...journeys) => (full ? journeys : []); // of the full set alone
// Roles that log in by the keyboard; the others were logged in before.
const typed = (...logins) => logins.filter((login) => accounts[login] !== undefined && !isLoggedIn(login))
  .map((login) => [`${login} logs in with the keyboard`, () => logIn(login)]);
const reads = (roles) => WAYS.flatMap((way) => roles.map((role) =>
  [`${role} reads ${way[0]}, ${way[1].width} px${way[2] ? ', dark' : ''}${way[3] ? '' : ', without scripts'}`, () => read(role, way)]));

const OF_COMPANIES = [
  ...typed('one'),
  ['company with the keyboard: benefits, confirmation', company.confirmation],
  ...wide(['company: a confirmation pressed twice, in two tabs, and gone back from', company.confirmedTwice],
    ['company on a phone, by taps: benefits, confirmation, facts', company.phone],
    ['company: a confirmation after its session has ended', company.confirmedAfterItsSession]),
  ['company: the list is published', company.publish],
  ['company: an objection, refused, then sent twice', company.objection],
  ...wide(['company: an objection in two tabs, and gone back from', company.objectedInTwoTabs],
    ['company: an objection after its session has ended', company.objectedAfterItsSession]),
  ['company: benefits, reasons, one step away, a wrong fact is reported', company.wholePath],
  ...wide(['policy officer answers a report, the company reads its messages', company.messages],
    ['company: own sessions, one is ended', company.ownSessions]),
  ['visitor: an objection with a file', visitor.objection],
  ['policy officer opens the evidence of an objection', visitor.evidence],
];

const OF_POLICIES = [
  ...typed('policy'),
  ['policy officer: a cell in the editor, saved twice, gone back from', policy.editor],
  ['policy officer: a table as a form, a draft, its simulation', policy.formTable],
  ['policy officer: a model from a file', policy.file],
  ['policy officer: sliders', policy.sliders],
  ['policy officer: a run', policy.run],
  ...wide(['policy officer: a list from its candidates to the notice', policy.listWork]),
  ['policy officer: an expired session', policy.expired],
  ['policy officer: a second tab', policy.secondTab],
  ...wide(...reads(['policy', ...READ_BY_THE_OTHERS])),
];

const OF_THE_REST = [
  ...typed('finance', 'leader', 'auditor', 'security'),
  ...wide(['finance: money on a line by two persons, refused, pressed twice, sent after a session has ended', finance.budget],
    ['finance: orders of a final list, refused, pressed twice, in two tabs', finance.orders]),
  ['finance: release with a second factor, statement, proof', finance.release],
  ['leader: city, item, list, line, reason', officials.leader],
  ['district leader: own district only', officials.district],
  ...wide(['leader on a phone, by taps', officials.leaderOnPhone], ['district officer: lists on their way, read', officials.districtOfficer]),
  ['auditor with the keyboard: proof, draw', officials.auditor],
  ...wide(['auditor: replay, a refused draw, looks', officials.replay]),
  ['security administrator: a new account', administrators.security],
  ...wide(['audit administrator: agrees to an account, proof of the chain', administrators.audit],
    ['a new account logs in with the keyboard', administrators.newAccount], ['security administrator: a session is ended', administrators.endsSession],
    ['system administrator: check, backup', administrators.system], ['visitor: notices, files, a policy, the other language', visitor.notices], ['visitor: open data', visitor.openData]),
  ['visitor on a phone, by taps: the calculator', visitor.calculator],
  ...wide(['visitor: an objection with a file', visitor.objection]),
  ...reads(full ? Object.keys(READ).filter((role) => role !== 'policy' && !READ_BY_THE_OTHERS.includes(role)) : QUICKLY_READ),
];

await begin();
await Promise.all((set === 'company' ? [OF_COMPANIES] : [OF_POLICIES, OF_THE_REST]).map((journeys) => lane(...journeys)));
await end();
