import type { Estimate } from './estimate.ts';
import type { CaseResult } from './report.ts';

/** What happens during a run, in order. Live view, plain lines and tests fold the same events (progress.ts). */
export type RunEvent = (
  | {
      readonly type: 'planned';
      readonly run: string;
      readonly jobs: number;
      readonly resumed: number;
      readonly replay: string;
      /** What it will cost; null: nothing can be asked. */
      readonly estimate?: Estimate | null;
    }
  /** What is done now, of a command that does several things one after the other. */
  | { readonly type: 'phase'; readonly name: string }
  | { readonly type: 'started'; readonly prompt: string; readonly case: string; readonly model: string }
  | {
      readonly type: 'retrying';
      readonly prompt: string;
      readonly case: string;
      readonly reason: string;
      readonly inMs: number;
    }
  | { readonly type: 'finished'; readonly result: CaseResult }
  | { readonly type: 'stopping'; readonly reason: string }
) & {
  /** Milliseconds since the epoch; absent: not known, and rates and ETA stay as they are. */
  readonly at?: number;
};
