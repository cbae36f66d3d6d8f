/** How a run ends before its time: first no new case begins, then, after a while, calls in flight are called off. */
export type Brake = {
  /** No new case begins. */
  stopped(): boolean;
  /** Aborted when calls in flight are to end. */
  readonly calls: AbortSignal;
  /** Resolves when `calls` is aborted: nobody waits for what does not listen to it. */
  readonly calledOff: Promise<void>;
  stop(reason: string): void;
  callOff(): void;
  /** Lets go of the signal and the timer. */
  release(): void;
};

/** A brake that the interruption `signal` pulls; calls in flight then have `graceMs`. */
export function createBrake(signal: AbortSignal, graceMs: number, onStop: (reason: string) => void): Brake {
  const calls = new AbortController();
  const calledOff = new Promise<void>((resolve) => {
    calls.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  let stopped = false;
  let grace: NodeJS.Timeout | undefined;
  const stop = (reason: string): void => {
    if (stopped) return;
    stopped = true;
    onStop(reason);
  };
  const callOff = (): void => {
    stopped = true;
    calls.abort(signal.reason);
  };
  const onSignal = (): void => {
    stop('finished cases are kept, calls in flight may end.');
    grace = setTimeout(callOff, graceMs);
  };
  if (signal.aborted) onSignal();
  else signal.addEventListener('abort', onSignal, { once: true });
  return {
    stopped: () => stopped,
    calls: calls.signal,
    calledOff,
    stop,
    callOff,
    release() {
      clearTimeout(grace);
      signal.removeEventListener('abort', onSignal);
    },
  };
}

export const signalOf = (signal: AbortSignal): 'SIGINT' | 'SIGTERM' =>
  signal.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT';
