/** How many calls may run at once: narrower when the provider says "too many", wider again while it copes. */
export type Window = {
  readonly width: number;
  /** Number of a call that begins now. */
  begin(): number;
  /** What became of the call with this number; a failure of another kind teaches nothing. */
  learn(number: number, result: 'success' | 'overload' | 'failure'): void;
};

/** Begins at `most`, is halved by an overload and grows by one for every round of successes. */
export function createWindow(most: number): Window {
  let width = most;
  let begun = 0;
  let lastCut = 0;
  return {
    get width() {
      return Math.max(1, Math.floor(width));
    },
    begin() {
      begun += 1;
      return begun;
    },
    learn(number, result) {
      if (result === 'success') width = Math.min(most, width + 1 / width);
      // Calls begun before the last cut say nothing about the narrower width.
      if (result !== 'overload' || number <= lastCut) return;
      width = Math.max(1, width / 2);
      lastCut = begun;
    },
  };
}
