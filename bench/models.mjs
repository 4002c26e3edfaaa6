// node models.mjs SPEC_FOLDER OUT_FOLDER: writes the workload's ten policies as DMN models, policy1.dmn
// to policy10.dmn, and large.dmn, one model of more than a megabyte made of the same tables.
// Derived inputs are decisions, each table is a decision table; money is a whole number of fen.
import fs from 'fs';
import path from 'path';
import { pathToFileURL } from 'url';

const LARGE_BYTES = 1 << 20;
const escape = (s) => s.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const quote = (v) => (typeof v === 'string' ? `"${v}"` : String(v));

export async function readSpec(folder) {
  return import(pathToFileURL(path.resolve(folder, 'spec.mjs')).href);
}

// --- FEEL ---

export function cellText(cell) {
  if (cell === undefined) return '-';
  if ('eq' in cell) return quote(cell.eq);
  if ('in' in cell) return cell.in.map(quote).join(', ');
  const low = cell.ge ?? cell.gt, high = cell.le ?? cell.lt;
  if (low !== undefined && high !== undefined) {
    return `${'ge' in cell ? '[' : '('}${low}..${high}${'le' in cell ? ']' : ')'}`;
  }
  return `${'ge' in cell ? '>=' : 'gt' in cell ? '>' : 'le' in cell ? '<=' : '<'} ${low ?? high}`;
}

export const outputText = (output) => (typeof output === 'object'
  ? `min(floor(${output.of} * ${output.pct} / 100), ${output.cap})` : String(output));

export function derivedText(d) {
  if (d.add) return d.add.join(' + ');
  if (d.div) return d.div.join(' / ');
  if (d.divsum) return `(${d.divsum[0].join(' + ')}) / (${d.divsum[1].join(' + ')})`;
  const [a, b, c] = d.growth;
  const growth = `0.5 * (${b} / ${a} + ${c} / ${b}) - 1`;
  if (!d.guard) return growth;
  return `if ${a} = null or ${b} = null or ${c} = null then null `
    + `else if ${a} <= 0 or ${b} <= 0 then -1 else ${growth}`;
}

// --- Nodes: what each name is and what it needs ---

// The score of policy 2 and its amount are expressions of the specification's closing comment.
const EXTRA = {
  score: { text: 't4a + t4b + t4c', needs: ['t4a', 't4b', 't4c'] },
  award2: { text: 'if t2a + t2b >= 12 then (t2a + t2b) * 500000 else 0', needs: ['t2a', 't2b'] },
};
export const extraText = (name) => EXTRA[name].text;
export const RESULTS = ['t1', 'award2', 't3', 't4d', 't5', 't6', 't7', 't8', 't9', 't10'];

const columnsOf = (table) => [...new Set(table.rules.flatMap((r) => Object.keys(r.w)))];

function needsOf(spec, name) {
  const derived = spec.derived.find((d) => d.n === name);
  if (derived) return (derived.add ?? derived.div ?? derived.growth ?? derived.divsum.flat());
  if (EXTRA[name]) return EXTRA[name].needs;
  const table = spec.tables.find((t) => t.n === name);
  if (!table) return [];
  const outputs = table.rules.filter((r) => typeof r.t === 'object').map((r) => r.t.of);
  return [...new Set([...columnsOf(table), ...outputs])];
}

// `name` and all behind it, needed first.
export function closure(spec, name, found = []) {
  if (found.includes(name)) return found;
  needsOf(spec, name).forEach((n) => closure(spec, n, found));
  found.push(name);
  return found;
}

export function isInput(spec, name) {
  return [spec.I64, spec.I32, spec.STR, spec.BOOL].some((list) => list.includes(name));
}

function typeOf(spec, name) {
  if (spec.STR.includes(name)) return 'string';
  return spec.BOOL.includes(name) || name === 't1' ? 'boolean' : 'number';
}

// --- XML ---

function tableXml(spec, table, suffix) {
  const columns = columnsOf(table);
  const policy = { U: 'UNIQUE', F: 'FIRST', 'C+': 'COLLECT' }[table.hit];
  const inputs = columns.map((c) => `   <input label="${c}"><inputExpression typeRef="${typeOf(spec, c)}">`
    + `<text>${c}${suffix(c)}</text></inputExpression></input>`);
  const rules = table.rules.map((r) => `   <rule>${columns.map((c) => `<inputEntry><text>`
    + `${escape(cellText(r.w[c]))}</text></inputEntry>`).join('')}<outputEntry><text>`
    + `${escape(outputText(r.t))}</text></outputEntry></rule>`);
  return `  <decisionTable hitPolicy="${policy}"${table.hit === 'C+' ? ' aggregation="SUM"' : ''}>\n`
    + `${inputs.join('\n')}\n   <output typeRef="${typeOf(spec, table.n)}"/>\n${rules.join('\n')}\n`
    + '  </decisionTable>\n';
}

function decisionXml(spec, name, suffix) {
  const requirements = needsOf(spec, name).map((n) => `  <informationRequirement>`
    + `<required${isInput(spec, n) ? 'Input' : 'Decision'} href="#${n}${suffix(n)}"/></informationRequirement>\n`);
  const table = spec.tables.find((t) => t.n === name);
  const derived = spec.derived.find((d) => d.n === name);
  const logic = table ? tableXml(spec, table, suffix)
    : `  <literalExpression><text>${escape(derived ? derivedText(derived) : EXTRA[name].text)}</text></literalExpression>\n`;
  const own = name + suffix(name);
  return ` <decision id="${own}" name="${own}">\n  <variable name="${own}" typeRef="${typeOf(spec, name)}"/>\n`
    + `${requirements.join('')}${logic} </decision>\n`;
}

function inputXml(spec, name) {
  return ` <inputData id="${name}" name="${name}"><variable name="${name}" typeRef="${typeOf(spec, name)}"/></inputData>\n`;
}

const modelXml = (name, body) => `<?xml version="1.0" encoding="UTF-8"?>\n`
  + `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="${name}" name="${name}" `
  + `namespace="urn:sudui:bench:${name}">\n${body}</definitions>\n`;

function policyXml(spec, name, result) {
  const none = () => '';
  return modelXml(name, closure(spec, result)
    .map((n) => (isInput(spec, n) ? inputXml(spec, n) : decisionXml(spec, n, none))).join(''));
}

// All inputs and derived inputs once, then the tables that need no other table, over and over.
function largeXml(spec) {
  const none = () => '';
  const tables = spec.tables.filter((t) => !t.needs);
  const shared = [...new Set(tables.flatMap((t) => closure(spec, t.n)))].filter((n) => !tables.some((t) => t.n === n));
  const parts = shared.map((n) => (isInput(spec, n) ? inputXml(spec, n) : decisionXml(spec, n, none)));
  let size = parts.join('').length;
  for (let i = 0; size < LARGE_BYTES; i++) {
    const table = tables[i % tables.length];
    const part = decisionXml(spec, table.n, (n) => (n === table.n ? `_${i}` : ''));
    parts.push(part);
    size += part.length;
  }
  return modelXml('large', parts.join(''));
}

if (process.argv[1]?.endsWith('models.mjs')) {
  const [, , specFolder, outFolder] = process.argv;
  const spec = await readSpec(specFolder);
  RESULTS.forEach((result, i) => fs.writeFileSync(path.join(outFolder, `policy${i + 1}.dmn`),
    policyXml(spec, `policy${i + 1}`, result)));
  fs.writeFileSync(path.join(outFolder, 'large.dmn'), largeXml(spec));
}
