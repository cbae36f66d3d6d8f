/**
 * Lets others have a turn in a long synchronous work: signals are heard, progress is shown, and what is only held
 * weakly can be collected, which it never is while a turn goes on.
 */
export const takeTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
