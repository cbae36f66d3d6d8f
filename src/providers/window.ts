/** How many calls may run at once: narrower when the provider says "too many", wider again while it copes. */
export type Window = {
  readonly width: number;
  /** Number of a call that begins now. */
  begin(): number;
  succeed(): void;
  /** The call with this number was one too many. */
  overload(number: number): void;
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
    succeed() {
      width = Math.min(most, width + 1 / width);
    },
    overload(number) {
      // Calls begun before the last cut say nothing about the narrower width.
      if (number <= lastCut) return;
      width = Math.max(1, width / 2);
      lastCut = begun;
    },
  };
}
