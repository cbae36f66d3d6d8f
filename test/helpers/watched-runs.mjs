// Runs command lines of the built program in one process, and watches what they do: programs started, addresses
// connected to, files opened outside the project, and what is left on Object.prototype. One JSON line per run.
import childProcess from 'node:child_process';
import dns from 'node:dns';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { Writable } from 'node:stream';

const [runsFile, cli, repository] = process.argv.slice(2);
const runs = JSON.parse(fs.readFileSync(runsFile, 'utf8'));
const seen = { started: [], connected: [], opened: [] };
let boundary = null;

function watch(owner, name, note) {
  const original = owner[name];
  owner[name] = function (...args) {
    note(args);
    return original.apply(this, args);
  };
}

for (const name of ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'])
  watch(childProcess, name, ([file]) => seen.started.push(String(file)));
watch(net.Socket.prototype, 'connect', (args) => seen.connected.push(JSON.stringify(args[0])));
for (const name of ['lookup', 'resolve']) watch(dns, name, ([host]) => seen.connected.push(host));
for (const name of ['readFileSync', 'openSync', 'readFile', 'open', 'createReadStream'])
  watch(fs, name, ([file]) => noteOpened(file));
for (const name of ['readFile', 'open']) watch(fs.promises, name, ([file]) => noteOpened(file));
syncBuiltinESMExports();

// What the program reads of itself is no file of the project's.
function noteOpened(file) {
  if (boundary === null || typeof file === 'number') return;
  const path = file instanceof URL ? file.pathname : String(file);
  if (!path.startsWith(`${boundary}/`) && !path.startsWith(`${repository}/`)) seen.opened.push(path);
}

const { run } = await import(cli);

function collector() {
  const chunks = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') };
}

for (const { id, cwd, argv, env } of runs) {
  for (const list of Object.values(seen)) list.length = 0;
  const [stdout, stderr] = [collector(), collector()];
  const fake = {
    argv,
    env,
    pid: process.pid,
    platform: process.platform,
    stdout: stdout.stream,
    stderr: stderr.stream,
    cwd: () => cwd,
    on: () => fake,
    removeListener: () => fake,
    kill: () => true,
  };
  boundary = cwd;
  const code = await run(argv, fake);
  boundary = null;
  const polluted = Object.keys(Object.prototype);
  process.stdout.write(
    `${JSON.stringify({ id, code, stdout: stdout.text(), stderr: stderr.text(), polluted, ...seen })}\n`,
  );
}
