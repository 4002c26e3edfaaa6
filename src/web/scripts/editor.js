// The editor of decision tables: dmn-js around the model in the form, whose text field it fills when
// the form is sent.  While somebody writes, the server's check marks the cells.
import Modeler from 'dmn-js/lib/Modeler';
import './editor.css';

const CHECK_DELAY_MS = 600;
const form = document.getElementById('edit');
const place = document.getElementById('editor');
const tabs = document.getElementById('editor-tabs');
const told = document.getElementById('editor-findings');
const clause = document.getElementById('editor-clause');
const marks = new CSSStyleSheet();
const clauses = new Map(); // id of a cell -> where its row is written

// A mark is a rule of a sheet, so that it stays when the editor draws its cells anew.
function showMarks(decisions) {
  const rules = [];
  for (const decision of decisions) {
    for (const rule of decision.table?.rules ?? []) {
      for (const cell of rule.cells) {
        const all = [...cell.marks, ...rule.marks];
        if (all.length === 0 || !cell.id) continue;
        const color = all.some((mark) => mark.is_error) ? '--bad' : '--warn';
        rules.push(`#editor [data-element-id="${CSS.escape(cell.id)}"] { box-shadow: inset 0 0 0 2px var(${color}); }`);
      }
    }
  }
  marks.replaceSync(rules.join('\n'));
}

function keepClauses(decisions) {
  clauses.clear();
  for (const decision of decisions) {
    for (const rule of decision.table?.rules ?? []) {
      const words = [decision.clause, rule.clause].filter((one) => one).join(' · ');
      for (const cell of rule.cells) if (cell.id) clauses.set(cell.id, words);
    }
  }
}

// The clause behind the cell that somebody looks at; of a formula that of its decision.
function showClause(words) {
  if (!words) return;
  clause.textContent = `${clause.dataset.label}: ${words}`;
}

// The way back in, in another tab: what is written here stays.
function showLogin(sentence) {
  const row = document.createElement('li');
  const way = document.createElement('a');
  way.href = '/login';
  way.target = '_blank';
  way.rel = 'noopener';
  way.textContent = told.dataset.login;
  row.append(`${sentence} `, way);
  told.replaceChildren(row);
}

// The form's token and key of the session that there is now; false when nobody is logged in.  In the
// same session the key stays, by which a double click and the back button count once.
async function renewForm() {
  const answer = await fetch(location.pathname, { credentials: 'same-origin' });
  if (!answer.ok || answer.redirected) return false;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('edit');
  if (fresh === null) return false;
  if (form.elements['form-token'].value === fresh.elements['form-token'].value) return true;
  for (const name of ['form-token', 'idempotency-key']) form.elements[name].value = fresh.elements[name].value;
  return true;
}

function showFindings(findings) {
  told.replaceChildren(...findings.map((finding) => {
    const row = document.createElement('li');
    const kind = document.createElement('span');
    kind.className = finding.is_error ? 'tag bad' : 'tag warn';
    kind.textContent = finding.is_error ? told.dataset.error : told.dataset.warning;
    row.append(kind, ` ${finding.sentence}`);
    return row;
  }));
}

// The editor's own words in the language of the page; what the page has no word for stays English.
const words = new Map([...document.querySelectorAll('#editor-words [data-say]')].map((one) => [one.dataset.say, one.textContent]));
function translate(template, replacements = {}) {
  const own = words.get(template.trim()) ?? template;
  return own.replace(/{([^}]+)}/g, (_, name) => replacements[name] ?? `{${name}}`);
}

async function start() {
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, marks];
  const own = { additionalModules: [{ translate: ['value', translate] }] };
  const modeler = new Modeler({ container: place, decisionTable: own, literalExpression: own, boxedExpression: own, drd: own });
  let timer;

  async function check(renewed = false) {
    const { xml } = await modeler.saveXML({ format: true });
    const body = new URLSearchParams({ 'form-token': form.elements['form-token'].value, model: xml, from: form.elements.from.value });
    const answer = await fetch(form.dataset.check, { method: 'POST', body, credentials: 'same-origin' });
    const found = await answer.json();
    if (answer.status === 401 || answer.status === 403) {
      if (!renewed && await renewForm()) return check(true);
      return showLogin(found.detail ?? '');
    }
    if (!answer.ok) {
      showFindings([{ is_error: true, sentence: found.detail ?? String(answer.status) }]);
      return;
    }
    keepClauses(found.decisions);
    showMarks(found.decisions);
    showFindings(found.findings);
  }

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => check(), CHECK_DELAY_MS);
  };
  modeler.on('viewer.created', ({ viewer }) => viewer.on('elements.changed', later));
  await modeler.importXML(form.elements.model.value, { open: false });

  const views = modeler.getViews().filter((view) => view.type === 'decisionTable' || view.type === 'literalExpression');
  const buttons = views.map((view) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'second';
    button.textContent = view.name ?? view.id;
    button.addEventListener('click', () => open(view, button));
    return button;
  });
  async function open(view, button) {
    // Views are made anew on each change of the model; the one of the same decision is meant.
    await modeler.open(modeler.getViews().find((one) => one.id === view.id && one.type === view.type));
    for (const other of buttons) other.setAttribute('aria-pressed', String(other === button));
    showClause(view.element.description);
  }
  tabs.replaceChildren(...buttons);
  const first = Math.max(0, views.findIndex((view) => view.type === 'decisionTable'));
  if (views.length > 0) await open(views[first], buttons[first]);

  // What is refused is said here, without another page, so that the way back leads to no sent form.
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const { xml } = await modeler.saveXML({ format: true });
    form.elements.model.value = xml;
    await renewForm().catch(() => false);
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(`/api/v1${location.pathname}`, { method: 'POST', body, credentials: 'same-origin' });
    // Without a session the server carries what is sent through the login; it is not lost.
    if (answer.status === 401 || answer.status === 403) return form.submit();
    const said = await answer.json();
    if (answer.ok) return location.assign(said.see.replace(/^\/api\/v1/, ''));
    await check();
    const row = document.createElement('li');
    row.className = 'fault';
    row.textContent = [said.detail, ...(said.fields ?? []).map((one) => one.reason)].join(' ');
    told.prepend(row);
  });
  for (const kind of ['focusin', 'mouseover']) {
    place.addEventListener(kind, (event) => {
      const cell = event.target.closest?.('[data-element-id]');
      if (cell !== null && cell !== undefined) showClause(clauses.get(cell.dataset.elementId));
    });
  }
  clause.hidden = false;
  window.addEventListener('focus', () => { if (told.querySelector('a') !== null) check(); });
  await check();
}

if (form !== null && place !== null) {
  place.hidden = false;
  start().then(() => {
    document.getElementById('model-text').hidden = true;
  }).catch((fault) => { told.textContent = fault.message; });
}
