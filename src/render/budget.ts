import { PromptopsError } from '../errors.ts';

/** How much a template may do. A value it exceeds is a PromptopsError `render`, never a shorter text. */
export type RenderLimits = {
  /** Characters that may be produced, those of discarded values included. */
  readonly maxChars?: number;
  /** Nodes and expressions that may be visited. */
  readonly maxSteps?: number;
  /** Blocks, partials and sub-expressions that may stand within each other. */
  readonly maxDepth?: number;
};

/** What is left of the limits; shared by all messages of a prompt. */
export type Budget = {
  /** Throws when `count` more steps are too many. */
  steps(count: number): void;
  /** Throws when a text of this length is too much; returns the text. */
  text(text: string): string;
  /** One level deeper, until `leave`; throws when that is too deep. Not given the work: a closure for each block is dear. */
  enter(): void;
  leave(): void;
};

const defaults = { maxChars: 16 * 1024 * 1024, maxSteps: 4_000_000, maxDepth: 400 };

export function createBudget(limits: RenderLimits = {}): Budget {
  const { maxChars = defaults.maxChars, maxSteps = defaults.maxSteps, maxDepth = defaults.maxDepth } = limits;
  let chars = 0;
  let steps = 0;
  let depth = 0;
  return {
    steps(count) {
      steps += count;
      if (steps > maxSteps) throw tooMuch(`takes more than ${maxSteps} steps`, 'Loop over less.');
    },
    text(text) {
      chars += text.length;
      if (chars > maxChars) throw tooMuch(`produces more than ${maxChars} characters`, 'Pass less text.');
      return text;
    },
    enter() {
      if (depth >= maxDepth) {
        throw tooMuch(
          `goes more than ${maxDepth} blocks and partials deep`,
          'Does a partial include itself?',
        );
      }
      depth += 1;
    },
    leave() {
      depth -= 1;
    },
  };
}

const tooMuch = (what: string, hint: string): PromptopsError =>
  new PromptopsError('render', `Rendering ${what}.`, { hint });
