import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const allowed = new Set([
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'Python-2.0',
  'CC0-1.0',
  'Unlicense',
]);

/** Folder of the npm package that holds a bundled file; null for our own. */
function packageOf(input) {
  const at = input.lastIndexOf('node_modules/');
  if (at < 0) return null;
  const [scope, name] = input.slice(at + 'node_modules/'.length).split('/');
  return input.slice(0, at) + path.posix.join('node_modules', scope, scope.startsWith('@') ? name : '');
}

function licenceText(folder) {
  const name = readdirSync(folder).find((file) => /^(licen[cs]e|copying)(\.|-|$)/i.test(file));
  return name ? readFileSync(path.join(folder, name), 'utf8').trim() : null;
}

/** Packages whose data, not code, is in the files: the tokens of the vocabularies. */
const dataOf = ['node_modules/gpt-tokenizer'];

/** Licence texts of every package whose work stands in the bundle; refuses a licence that is not on the list. */
export function renderNotices(metafile) {
  const bundled = new Set(dataOf);
  for (const output of Object.values(metafile.outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
      const folder = bytesInOutput > 0 ? packageOf(input) : null;
      if (folder) bundled.add(folder.replace(/\/$/, ''));
    }
  }
  const sections = [...bundled].sort().map((folder) => {
    const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const licence = manifest.license ?? 'unknown';
    const choices = String(licence).replace(/[()]/g, '').split(/ OR /);
    if (!choices.some((choice) => allowed.has(choice))) {
      throw new Error(`Package "${manifest.name}" has licence "${licence}", which is not on the list.`);
    }
    const text = existsSync(folder) ? licenceText(folder) : null;
    return `## ${manifest.name} ${manifest.version}\n\nLicence: ${licence}\n${text ? `\n\`\`\`\n${text}\n\`\`\`\n` : ''}`;
  });
  return `# Third-party notices\n\nThe code or the data of these packages stands in the files under \`dist/\`.\n\n${sections.join('\n')}`;
}
