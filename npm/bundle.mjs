// Bundles src/web/scripts/*.js and what they import into one folder, each file also gzipped, with
// the licences of every package that went in.
//
// usage: node bundle.mjs FOLDER     (from the folder npm/, after npm ci)
import { build } from 'esbuild';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const out = process.argv[2];
const scripts = '../src/web/scripts';

// CodeMirror writes <style> elements, which the content security policy refuses; in documents too
// it shall use constructed sheets, as it does in shadow roots.
const constructedSheets = {
  name: 'constructed sheets',
  setup(bundler) {
    bundler.onLoad({ filter: /style-mod\/.*\.js$/ }, ({ path }) => {
      const before = '!root.head && root.adoptedStyleSheets';
      const source = readFileSync(path, 'utf8');
      if (!source.includes(before)) throw new Error(`${path} has changed: look at bundle.mjs`);
      return { contents: source.replace(before, 'root.adoptedStyleSheets'), loader: 'js' };
    });
  },
};

// The editor's pieces of HTML have style attributes, which the policy refuses when they are parsed;
// the same declarations set by a script are its own.
const parsedWithoutStyles = {
  name: 'parsed without styles',
  setup(bundler) {
    bundler.onLoad({ filter: /domify\/index\.js$/ }, ({ path }) => {
      const before = 'element.innerHTML = prefix + htmlString + suffix;';
      const source = readFileSync(path, 'utf8');
      if (!source.includes(before)) throw new Error(`${path} has changed: look at bundle.mjs`);
      const after = `element.innerHTML = prefix + htmlString.replace(/ style="/g, ' data-style="') + suffix;
        for (const styled of element.querySelectorAll('[data-style]')) {
          styled.style.cssText = styled.dataset.style;
          styled.removeAttribute('data-style');
        }`;
      return { contents: source.replace(before, after), loader: 'js' };
    });
  },
};

async function bundleScripts() {
  const { metafile } = await build({
    entryPoints: readdirSync(scripts).filter((n) => n.endsWith('.js')).map((n) => join(scripts, n)),
    outdir: out,
    nodePaths: ['node_modules'],
    bundle: true,
    minify: true,
    metafile: true,
    charset: 'utf8',
    target: ['es2020'],
    legalComments: 'none', // they stand in licences.txt, whole
    external: ['/assets/*'],
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [constructedSheets, parsedWithoutStyles],
    logLevel: 'warning',
  });
  return Object.keys(metafile.inputs);
}

// "node_modules/@scope/name" of every bundled file.
function packagesOf(inputs) {
  const folders = inputs.map((path) => path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0]);
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort();
}

const textsOf = (folder, name) => statSync(join(folder, name)).isDirectory()
  ? readdirSync(join(folder, name)).sort().map((n) => readFileSync(join(folder, name, n), 'utf8').trim())
  : [readFileSync(join(folder, name), 'utf8').trim()];

function licenceOf(folder) {
  const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter((n) => /^(licen[cs]e|notice)/i.test(n)).sort();
  const texts = files.flatMap((n) => textsOf(folder, n));
  if (texts.length === 0 && !about.license) throw new Error(`${folder} names no licence`);
  const name = typeof about.license === 'string' ? about.license : about.license?.type ?? '';
  return [`=== ${about.name} ${about.version} (${name})`, ...texts].join('\n\n');
}

mkdirSync(out, { recursive: true });
const packages = packagesOf(await bundleScripts());
writeFileSync(join(out, 'licences.txt'), packages.map(licenceOf).join('\n\n\n') + '\n');
copyFileSync('node_modules/dmn-js/dist/assets/dmn-font/font/dmn.woff2', join(out, 'dmn.woff2'));
for (const name of readdirSync(out)) {
  writeFileSync(join(out, name + '.gz'), gzipSync(readFileSync(join(out, name)), { level: 9 }));
}
console.log(`${packages.length} packages bundled`);
