import type { ExitCode } from '../errors.ts';

export type Signals = {
  readonly signal: AbortSignal;
  /** The exit code an interruption asks for; none without one. */
  exit(): readonly ExitCode[];
  release(): void;
};

/** The first SIGINT or SIGTERM aborts the work so that it can flush; the second ends the process as the signal would. */
export function catchSignals(process: NodeJS.Process, note: (text: string) => void): Signals {
  const controller = new AbortController();
  let received: 'SIGINT' | 'SIGTERM' | null = null;
  const onSignal = (name: NodeJS.Signals): void => {
    if (received) {
      release();
      process.kill(process.pid, name);
      return;
    }
    received = name === 'SIGTERM' ? 'SIGTERM' : 'SIGINT';
    note(`${received}: what is under way is ended well. Once more ends at once.`);
    controller.abort(received);
  };
  const release = (): void => {
    process.removeListener('SIGINT', onSignal);
    process.removeListener('SIGTERM', onSignal);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    exit: () => (received === null ? [] : [received === 'SIGINT' ? 130 : 143]),
    release,
  };
}
