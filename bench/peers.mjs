// node peers.mjs SPEC_FOLDER WORK_FOLDER RUNS: the same policies and companies through feelin and
// GoRules ZEN, from WORK_FOLDER/node_modules, one record at a time with everything parsed and loaded.
// Results are checked like ours.  Prints one line of JSON for each engine.
//
// ZEN gets one graph of all tables, as its own format wants.  feelin evaluates expressions, so the
// loop over tables and rules is here; its parsed expressions are kept, which its public functions do
// not do, so a copy of its bundle that exports the interpreter is made beside it.
import fs from 'fs';
import path from 'path';
import { createRequire } from 'module';
import { pathToFileURL } from 'url';
import { RESULTS, cellText, closure, derivedText, extraText, isInput, outputText, readSpec } from './models.mjs';

const [, , specFolder, workFolder, runs] = process.argv;
const url = (...parts) => pathToFileURL(path.resolve(...parts)).href;
const spec = await readSpec(specFolder);
const records = fs.readFileSync(path.join(workFolder, 'companies.jsonl'), 'utf8').trim().split('\n').map(JSON.parse);
const AGREED = '738,3059,6219,1796,516,3547,3290,9330,4296,5166 '
  + '21618000000,204858769436,8980000000,10990000000,194707624941,985953593719,54848000000,141247936204,500505277063';

class Totals {
  eligible = new Array(10).fill(0);
  sums = new Array(10).fill(0);

  add(amounts) {
    amounts.forEach((amount, i) => {
      if (amount > 0) this.eligible[i]++;
      this.sums[i] += amount;
    });
  }

  check(peer) {
    const got = `${this.eligible.join(',')} ${this.sums.slice(1).join(',')}`;
    if (got !== AGREED) throw new Error(`${peer}: ${got} are not the agreed results`);
  }
}

async function measure(peer, version, evaluate) {
  const times = [];
  for (let run = -1; run < +runs; run++) { // one to warm up
    const totals = new Totals();
    const start = process.hrtime.bigint();
    for (const record of records) totals.add(await evaluate(record));
    const ns = Number(process.hrtime.bigint() - start) / records.length;
    totals.check(peer);
    if (run >= 0) times.push(ns);
  }
  times.sort((a, b) => a - b);
  console.log(JSON.stringify({ peer, version, ns: Math.round(times[times.length >> 1]), records: records.length }));
}

// --- feelin ---

async function loadFeelin() {
  const folder = path.resolve(workFolder, 'node_modules/feelin');
  const opened = path.join(folder, 'dist', 'opened.js');
  fs.writeFileSync(opened, `${fs.readFileSync(path.join(folder, 'dist/index.js'), 'utf8')}\n`
    + 'export { Interpreter, InterpreterContext };\n');
  const { Interpreter, InterpreterContext } = await import(url(opened));
  const interpreter = new Interpreter(), reports = new InterpreterContext();
  const expression = (source) => interpreter.evaluate(source, {}, undefined, reports).root;
  const test = (source) => interpreter.unaryTest(source, {}, undefined, reports).root;
  const version = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'))).version;
  return { expression, test, reports, version };
}

function compileTable(feelin, table) {
  const rules = table.rules.map((rule) => ({
    cells: Object.entries(rule.w).map(([name, cell]) => ({ name, test: feelin.test(cellText(cell)) })),
    output: feelin.expression(outputText(rule.t)),
  }));
  const matches = (rule, context) => rule.cells.every(({ name, test }) => {
    context['?'] = context[name];
    return test(context)(context['?']) === true;
  });
  if (table.hit !== 'C+') {
    return (context) => {
      const rule = rules.find((r) => matches(r, context));
      return rule === undefined ? null : rule.output(context);
    };
  }
  return (context) => rules.filter((r) => matches(r, context)).reduce((sum, r) => sum + r.output(context), 0);
}

async function measureFeelin() {
  const feelin = await loadFeelin();
  const order = [];
  RESULTS.forEach((result) => closure(spec, result, order));
  const steps = order.filter((name) => !isInput(spec, name)).map((name) => {
    const table = spec.tables.find((t) => t.n === name);
    const derived = spec.derived.find((d) => d.n === name);
    return { name, evaluate: table ? compileTable(feelin, table) : feelin.expression(derived ? derivedText(derived) : extraText(name)) };
  });
  await measure('feelin', feelin.version, (record) => {
    const context = { ...record };
    for (const step of steps) context[step.name] = step.evaluate(context);
    feelin.reports.warnings.length = 0;
    return RESULTS.map((name) => (context[name] === true ? 1 : context[name] || 0));
  });
}

// --- GoRules ZEN ---

async function measureZen() {
  const require = createRequire(path.resolve(workFolder, 'x.cjs'));
  const zen = require('@gorules/zen-engine');
  const { jdm } = await import(url(specFolder, 'zengen.mjs'));
  zen.overrideConfig({ nodesInContext: false });
  const content = new zen.ZenDecisionContent(Buffer.from(JSON.stringify(jdm())));
  const decision = new zen.ZenEngine().createDecision(content);
  const version = JSON.parse(fs.readFileSync(path.join(workFolder, 'node_modules/@gorules/zen-engine/package.json'))).version;
  await measure('zen', version, async (record) => {
    const { result: r } = await decision.evaluate(record);
    return [r.e1, r.a2, r.a3, r.a4, r.a5, r.a6, r.a7, r.a8, r.a9, r.a10];
  });
}

await measureFeelin();
await measureZen();
