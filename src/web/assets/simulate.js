// Sliders on the form of a simulation: each move asks for the numbers alone and redraws the tables,
// which tell their charts.  Without this script the form does the same with a button.
'use strict';
(() => {
  const form = document.getElementById('simulation');
  if (form === null) return;
  const place = document.getElementById('simulation-state');
  const lang = document.documentElement.lang;
  const whole = new Intl.NumberFormat(lang);
  const money = new Intl.NumberFormat(lang, { minimumFractionDigits: 2 });
  const together = form.querySelector('.js-equal');
  let under_way = false;
  let wanted = false;

  // Numbers of the form that differ from what the version says.
  const settings = () => {
    const query = new URLSearchParams();
    for (const field of form.elements) {
      if (field.name === '' || field.value === '') continue;
      const is_same = 'literal' in field.dataset && field.value === field.dataset.literal;
      if (!is_same && field.type !== 'hidden') query.set(field.name, field.value);
    }
    return query;
  };

  const shown = (name, group) =>
    name.startsWith('cost') || ['change', 'gained', 'lost'].includes(name)
      ? money.format(group[`${name}_fen`] / 100) : whole.format(group[name]);

  const fill = (row, group) => {
    for (const cell of row.querySelectorAll('[data-of]')) cell.textContent = shown(cell.dataset.of, group);
  };

  function redraw(table, groups) {
    const pattern = table.tBodies[0].rows[0];
    if (pattern === undefined) return;
    const rows = groups.map((group) => {
      const row = pattern.cloneNode(true);
      row.cells[0].textContent = group.name;
      fill(row, group);
      return row;
    });
    table.tBodies[0].replaceChildren(...rows);
    table.dispatchEvent(new Event('sudui:changed'));
  }

  // The way back in, in another tab: the sliders stay where they are.
  function showLogin(sentence) {
    const way = document.createElement('a');
    way.href = '/login';
    way.target = '_blank';
    way.rel = 'noopener';
    way.textContent = place.dataset.login;
    place.closest('.js-time').hidden = false;
    place.replaceChildren(`${sentence} `, way);
  }

  async function ask() {
    if (under_way) { wanted = true; return; }
    under_way = true;
    const query = settings();
    const address = `${location.pathname}?${query}`;
    query.set('brief', '1');
    const begin = performance.now();
    try {
      const answer = await fetch(`/api/v1${location.pathname}?${query}`, { credentials: 'same-origin' });
      const told = await answer.json();
      if (answer.status === 401) return showLogin(told.detail);
      if (!answer.ok) throw new Error(told.fields?.[0]?.reason ?? told.detail ?? answer.status);
      fill(document.getElementById('total'), told.total);
      fill(document.getElementById('counts'), told.total);
      for (const name of ['by_district', 'by_size', 'by_field']) {
        const table = document.getElementById(name);
        if (table !== null) redraw(table, told[name]);
      }
      place.closest('.js-time').hidden = false;
      place.textContent = `${Math.round(performance.now() - begin)} ms`;
      history.replaceState(null, '', address);
      const csv = document.getElementById('simulation-csv');
      if (csv !== null) csv.href = `${address}&format=csv`;
    } catch (fault) {
      place.closest('.js-time').hidden = false;
      place.textContent = fault.message;
    } finally {
      under_way = false;
    }
    if (wanted) { wanted = false; ask(); }
  }

  // Steps of a hundredth of the written number's size, whole numbers in whole steps.
  function addSlider(field) {
    const literal = Number(field.dataset.literal);
    const magnitude = literal === 0 ? 0 : Math.floor(Math.log10(Math.abs(literal)));
    const digits = Number.isInteger(literal) ? 0 : Math.min(12, Math.max(0, 2 - magnitude));
    const step = Number.isInteger(literal) ? 10 ** Math.max(0, magnitude - 2) : 10 ** -digits;
    const slider = document.createElement('input');
    slider.type = 'range';
    slider.min = field.dataset.least;
    slider.max = field.dataset.most;
    slider.step = String(step);
    slider.value = field.value;
    slider.setAttribute('aria-label', form.querySelector(`label[for=${field.id}]`).textContent);
    slider.addEventListener('input', () => {
      const near = Math.abs(Number(slider.value) - literal) < step / 2;
      set(field, near ? field.dataset.literal : Number(slider.value).toFixed(digits));
    });
    field.addEventListener('input', () => set(field, field.value));
    field.before(slider);
  }

  // A bound that stands in two brackets moves in both, or a gap would open between them.
  function set(field, value) {
    const equal = [...form.querySelectorAll('input[data-group]')].filter((other) =>
      other === field || (together.checked && other.dataset.group === field.dataset.group));
    for (const one of equal) {
      one.value = value;
      one.previousElementSibling.value = value;
    }
    ask();
  }

  window.addEventListener('focus', () => { if (place.querySelector('a') !== null) ask(); });
  form.querySelector('.js-together').hidden = false;
  form.querySelectorAll('input[data-literal]').forEach(addSlider);
  form.addEventListener('submit', (event) => { event.preventDefault(); ask(); });
  form.addEventListener('reset', () => setTimeout(() => {
    for (const field of form.querySelectorAll('input[data-literal]')) {
      field.value = field.dataset.literal;
      field.previousElementSibling.value = field.value;
    }
    ask();
  }));
})();
