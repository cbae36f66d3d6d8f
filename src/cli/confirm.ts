import { createInterface } from 'node:readline/promises';

/** Asks on stderr; what is not a yes is a no, and where nobody sits at a terminal nobody says yes. */
export async function confirm(process: NodeJS.Process, question: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } finally {
    lines.close();
  }
}
