import type { Price } from '../meter/prices.ts';
import type { Completion, Slot } from '../recordings/interaction.ts';
import type { ModelRequest } from '../render/request.ts';
import type { Ask } from './assertion.ts';
import type { CasePorts } from './case-runner.ts';
import { type Job, slotOf } from './job.ts';
import type { ModelCall } from './provider.ts';
import type { AskAs } from './score.ts';
import type { RunScript } from './script-answer.ts';

type Doors = Pick<CasePorts, 'target' | 'runScript' | 'signal'> & {
  readonly job: Job;
  /** Values that must never be written down. */
  readonly hidden: ModelCall['sensitive'];
  /** Told of every answer: what judges cost is kept apart from what the prompt does. */
  readonly onAnswer: (completion: Completion, price: Price | null) => void;
};

const noScript: RunScript = async () => ({
  ok: false,
  problem: 'script-failed',
  message: 'Scripts run on the files of the worktree alone.',
});

/** Whom the assertions of a job may ask, each in slots of its own. */
export function askFor({ job, hidden, target, runScript = noScript, signal, onAnswer }: Doors): AskAs {
  const askAs = (name: string, turn: number | null): Ask => {
    const complete = async (role: 'judge' | 'embed', request: ModelRequest, call: number) => {
      const { provider, price } = await target(request.model);
      const slot: Slot = {
        ...slotOf(job),
        role,
        model: request.model,
        target: job.model,
        ...(turn === null ? {} : { turn }),
        assertion: name,
        ...(call === 0 ? {} : { call }),
      };
      const place = { prompt: job.prompt.id, case: job.case.id, slot };
      const asked: ModelCall = { ...place, request, sensitive: hidden, stream: false };
      const completion = await provider.complete(asked, signal);
      onAnswer(completion, price);
      return completion;
    };
    return {
      script: (path, input) => runScript(path, input, signal),
      judge: (request, call) => complete('judge', request, call),
      embed: (request, call) => complete('embed', request, call),
      within: (inner) => askAs(`${name} > ${inner}`, turn),
    };
  };
  return askAs;
}
