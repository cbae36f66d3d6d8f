/** A sign of life from the wire: the headers arrived, or a piece of the body did. */
export type Pulse = 'headers' | 'bytes';

type Listener = (pulse: Pulse) => void;

const listeners = new WeakMap<AbortSignal, Listener>();

/**
 * Lets the watchdog hear the wire. The abort signal is the one thing that travels from a decorator through a vendor's
 * package down to the socket, so it is what the two ends know each other by.
 */
export function listenToPulse(signal: AbortSignal, listener: Listener): void {
  listeners.set(signal, listener);
}

/** Called by the transport for the signal it was given. */
export function beat(signal: AbortSignal | undefined, pulse: Pulse): void {
  if (signal) listeners.get(signal)?.(pulse);
}
