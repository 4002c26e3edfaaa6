// Runs SQL in DuckDB: node duck.mjs MODULES_FOLDER < {"threads": 2, "steps": [SQL, ...]}
// Prints one line of JSON for each step, its rows as arrays of JSON values.
import { createRequire } from 'module';
import path from 'path';

const require = createRequire(path.resolve(process.argv[2], 'x.cjs'));
const { DuckDBInstance } = require('@duckdb/node-api');
let input = '';
for await (const piece of process.stdin) input += piece;
const { threads, steps } = JSON.parse(input);
const instance = await DuckDBInstance.create(':memory:', { threads: String(threads) });
const connection = await instance.connect();
for (const sql of steps) {
  try {
    console.log(JSON.stringify((await connection.runAndReadAll(sql)).getRowsJson()));
  } catch (error) {
    console.error(`${error.message}\nin ${sql.slice(0, 2000)}`);
    process.exit(1);
  }
}
