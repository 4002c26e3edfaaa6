// The editor of decision tables: dmn-js around the model in the form, whose text field it fills when
// the form is sent.  While somebody writes, the server's check marks the cells.
import Modeler from 'dmn-js/lib/Modeler';
import './editor.css';

const CHECK_DELAY_MS = 600;
const form = document.getElementById('edit');
const place = document.getElementById('editor');
const tabs = document.getElementById('editor-tabs');
const told = document.getElementById('editor-findings');
const marks = new CSSStyleSheet();

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

async function start() {
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, marks];
  const modeler = new Modeler({ container: place });
  let timer;

  async function check() {
    const { xml } = await modeler.saveXML({ format: true });
    const body = new URLSearchParams({ 'form-token': form.elements['form-token'].value, model: xml, from: form.elements.from.value });
    const answer = await fetch(form.dataset.check, { method: 'POST', body, credentials: 'same-origin' });
    const found = await answer.json();
    if (!answer.ok) {
      showFindings([{ is_error: true, sentence: found.detail ?? String(answer.status) }]);
      return;
    }
    showMarks(found.decisions);
    showFindings(found.findings);
  }

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(check, CHECK_DELAY_MS);
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
  }
  tabs.replaceChildren(...buttons);
  const first = Math.max(0, views.findIndex((view) => view.type === 'decisionTable'));
  if (views.length > 0) await open(views[first], buttons[first]);

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const { xml } = await modeler.saveXML({ format: true });
    form.elements.model.value = xml;
    form.submit();
  });
  await check();
}

if (form !== null && place !== null) {
  place.hidden = false;
  start().then(() => {
    document.getElementById('model-text').hidden = true;
  }).catch((fault) => { told.textContent = fault.message; });
}
