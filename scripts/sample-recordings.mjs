// Writes the starter project's recordings: promptops itself records them from a server on this machine that gives the
// hand-written answers, and each is then marked as a sample. Run it after an edit of a starter prompt: npm run samples
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { sampleAnswers } from './sample-answers.mjs';

const starter = fileURLToPath(new URL('../templates/project', import.meta.url));
const bin = fileURLToPath(new URL('../bin/promptops.js', import.meta.url));
const today = new Date().toISOString().slice(0, 10);

const folder = mkdtempSync(path.join(tmpdir(), 'promptops-samples-'));
cpSync(starter, folder, { recursive: true, filter: (source) => !/__recordings__|\.promptops/.test(source) });

let answer = '';
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    const choices = [{ index: 0, message: { role: 'assistant', content: answer }, finish_reason: 'stop' }];
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({ id: 'sample', object: 'chat.completion', created: 0, model: 'sample', choices }),
    );
  });
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const config = path.join(folder, 'promptops.yaml');
const endpoint = `baseURL: "http://127.0.0.1:${server.address().port}/v1", allowLocal: true`;
writeFileSync(
  config,
  readFileSync(config, 'utf8').replace('apiKey: OPENAI_API_KEY', `apiKey: OPENAI_API_KEY, ${endpoint}`),
);

for (const [prompt, cases] of Object.entries(sampleAnswers)) {
  for (const [id, text] of Object.entries(cases)) {
    answer = text;
    await record(prompt, id);
  }
}
server.close();

const isRecording = (file) => file.includes('__recordings__') && /\.jsonl?$/.test(file);
for (const file of readdirSync(starter, { recursive: true }).filter(isRecording))
  rmSync(path.join(starter, file));
for (const file of readdirSync(folder, { recursive: true }).filter(isRecording)) {
  cpSync(path.join(folder, file), path.join(starter, file));
  markAsSample(path.join(starter, file));
}
rmSync(folder, { recursive: true });

function record(prompt, id) {
  const args = [bin, 'test', prompt, '--case', id, '--replay', 'record'];
  const env = { ...process.env, OPENAI_API_KEY: 'sample', CI: '' };
  return new Promise((resolve, reject) => {
    spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'inherit', 'inherit'] }).on(
      'close',
      (code) =>
        code === 0
          ? resolve()
          : reject(new Error(`Case "${id}" of "${prompt}" does not pass with its sample answer.`)),
    );
  });
}

/** A hand-written answer has no usage, no timing and no model behind it. */
function markAsSample(file) {
  const mark = (recording) => ({
    ...recording,
    interactions: recording.interactions.map(({ key, request, slot, response: { model, ...response } }) => ({
      key,
      origin: 'sample',
      recordedAt: today,
      request,
      response,
      slot,
      timing: { totalMs: 0 },
    })),
  });
  const text = readFileSync(file, 'utf8');
  if (file.endsWith('.jsonl')) {
    const lines = text.trimEnd().split('\n');
    writeFileSync(file, `${lines.map((line) => JSON.stringify(mark(JSON.parse(line)))).join('\n')}\n`);
  } else {
    writeFileSync(file, `${JSON.stringify(mark(JSON.parse(text)), null, 2)}\n`);
  }
}
