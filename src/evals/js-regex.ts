import { assertionError, assertionFault } from './assertion.ts';
import type { Regex, RegexMatch } from './regex.ts';

/** A pattern that takes longer on one text is an error of the case. */
const deadlineMs = 2000;

/** As a string, so that a bundle needs no second file. It posts "ready" when it can take work. */
const workerSource = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', ({ pattern, flags, text }) => {
  const match = new RegExp(pattern, flags).exec(text);
  parentPort.postMessage(match ? { at: match.index, end: match.index + match[0].length } : null);
});
parentPort.postMessage('ready');
`;

/**
 * JavaScript's own regular expressions, in a worker thread that is ended after two seconds: `find` then rejects with
 * `assertion-timeout`. Texts are matched one after another; an idle worker does not keep the process alive.
 */
export function jsRegex(pattern: string, flags: string): Regex {
  try {
    new RegExp(pattern, flags);
  } catch (error) {
    const reason =
      error instanceof Error
        ? error.message.replace(/^Invalid regular expression: \/[\s\S]*\/[a-z]*: /, '')
        : String(error);
    throw assertionFault({
      message: `The regular expression cannot be read: ${reason}.`,
      at: [0, pattern.length],
    });
  }
  return {
    find(text) {
      const result = queue.then(() => matchInWorker({ pattern, flags, text }));
      queue = result.catch(() => null);
      return result;
    },
  };
}

type Work = { readonly pattern: string; readonly flags: string; readonly text: string };

type RegexWorker = { match(work: Work): Promise<RegexMatch | null>; end(): void };

let queue: Promise<unknown> = Promise.resolve();
let idle: RegexWorker | null = null;

async function matchInWorker(work: Work): Promise<RegexMatch | null> {
  const worker = idle ?? (await startWorker());
  idle = worker;
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(timeout(work.pattern)), deadlineMs);
  });
  try {
    return await Promise.race([worker.match(work), deadline]);
  } catch (error) {
    idle = null;
    worker.end();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function startWorker(): Promise<RegexWorker> {
  const { Worker } = await import('node:worker_threads');
  const worker = new Worker(workerSource, { eval: true, env: {}, stdin: false });
  const answer = () =>
    new Promise<unknown>((resolve, reject) => {
      worker.removeAllListeners();
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  await answer();
  worker.unref();
  return {
    async match(work) {
      worker.ref();
      const answered = answer();
      worker.postMessage(work);
      const match = await answered;
      worker.unref();
      return match as RegexMatch | null;
    },
    end: () => void worker.terminate(),
  };
}

const timeout = (pattern: string) =>
  assertionError(
    'assertion-timeout',
    `The regular expression "${pattern}" took longer than ${deadlineMs / 1000} s on this answer.`,
    'Leave out "engine: js" for an engine that is always fast.',
  );
