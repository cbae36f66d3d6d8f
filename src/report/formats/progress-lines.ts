import type { RunEvent } from '../../evals/events.ts';
import type { CaseResult } from '../../evals/report.ts';
import { counted } from '../document.ts';
import { describeEstimate } from '../estimate.ts';
import { breakCommands, oneLine } from '../inert.ts';

/** Lines about cases that did not pass, and those with the same error; the report has them all. */
const [maxTrouble, maxAlike] = [20, 3];

/**
 * A run as plain lines for a pipe or a CI log: how much there is, what does not pass as it happens, and every tenth
 * of the way. Returns the lines of each event; keeps counts and nothing else.
 */
export function createProgressLines(): (event: RunEvent) => readonly string[] {
  let jobs = 0;
  let finished = 0;
  let troubled = 0;
  const isNews = createNews();
  return (event) => {
    switch (event.type) {
      case 'planned':
        jobs = event.jobs - event.resumed;
        return [
          ...(event.estimate && event.estimate.calls > 0 ? [describeEstimate(event.estimate)] : []),
          `Run ${event.run}: ${counted(event.jobs, 'case')}${event.resumed > 0 ? `, ${event.resumed} kept` : ''}, replay ${event.replay}.`,
        ];
      case 'phase':
      case 'started':
        return [];
      case 'retrying':
        return [
          breakCommands(
            `  retry ${oneLine(`${event.prompt} › ${event.case}`, 200)} in ${Math.ceil(event.inMs / 1000)} s: ${oneLine(event.reason, 200)}`,
          ),
        ];
      case 'finished': {
        finished += 1;
        const tenth = Math.max(1, Math.ceil(jobs / 10));
        const trouble = isNews(event.result) ? troubleLine(event.result) : [];
        troubled += trouble.length;
        return [
          ...(troubled <= maxTrouble ? trouble : []),
          ...(jobs >= 50 && finished % tenth === 0 ? [`  ${finished} of ${jobs}`] : []),
        ];
      }
      case 'stopping':
        return [`Stopping: ${oneLine(event.reason, 200)}`];
    }
  };
}

function troubleLine(result: CaseResult): readonly string[] {
  if (result.outcome === 'pass' || result.outcome === 'skip') return [];
  const missed = result.assertions.find(({ pass, weight }) => pass === false && weight > 0);
  const why = result.error ? `${result.error.code}: ${result.error.message}` : (missed?.message ?? '');
  const name = oneLine(`${result.prompt} › ${result.case}`, 200);
  return [breakCommands(`  ${result.outcome} ${name}  ${oneLine(why, 200)}`)];
}

/** The first few cases without a verdict for the same reason are news, the hundredth is not. */
function createNews(): (result: CaseResult) => boolean {
  const alike = new Map<string, number>();
  return ({ prompt, model, error }) => {
    if (error === null) return true;
    const key = JSON.stringify([prompt, model, error.code]);
    const count = (alike.get(key) ?? 0) + 1;
    alike.set(key, count);
    return count <= maxAlike;
  };
}
