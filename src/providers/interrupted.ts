import { setMaxListeners } from 'node:events';
import { PromptopsError } from '../errors.ts';

/** What a call that was called off ends with: the reason it was given, else "interrupted". */
export function interruption(signal: AbortSignal): PromptopsError {
  return signal.reason instanceof PromptopsError
    ? signal.reason
    : new PromptopsError('interrupted', 'Interrupted before the provider answered.');
}

/** Acts when the signal aborts; returns how to stop listening. One signal serves a whole run, so many may listen. */
export function whenAborted(signal: AbortSignal, act: () => void): () => void {
  setMaxListeners(0, signal);
  signal.addEventListener('abort', act, { once: true });
  return () => signal.removeEventListener('abort', act);
}
