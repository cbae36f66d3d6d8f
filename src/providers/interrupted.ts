import { PromptopsError } from '../errors.ts';

/** What a call that was called off ends with: the reason it was given, else "interrupted". */
export function interruption(signal: AbortSignal): PromptopsError {
  return signal.reason instanceof PromptopsError
    ? signal.reason
    : new PromptopsError('interrupted', 'Interrupted before the provider answered.');
}
