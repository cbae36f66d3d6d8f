import type { RunEvent } from '../evals/events.ts';
import type { LiveView } from '../report/live/open-live-view.tsx';

/** Where events and notes of a command go while it works: a live view on a terminal, plain lines elsewhere. */
export type ProgressSink = {
  emit(event: RunEvent): void;
  note(text: string): void;
  close(): Promise<void>;
};

/** A run shorter than this ends before a live view would be worth loading. */
const patience = 250;
const redrawEvery = 100;

export const openProgress = (stream: NodeJS.WriteStream, live: boolean): ProgressSink =>
  live ? liveProgress(stream) : plainProgress(stream);

function plainProgress(stream: NodeJS.WriteStream): ProgressSink {
  const write = (text: string): void => void stream.write(`${text}\n`);
  const waiting: RunEvent[] = [];
  let lines: ((event: RunEvent) => readonly string[]) | null = null;
  let loading: Promise<void> | null = null;
  const load = async (): Promise<void> => {
    const { createProgressLines } = await import('../report/formats/progress-lines.ts');
    lines = createProgressLines();
    for (const event of waiting.splice(0)) lines(event).forEach(write);
  };
  return {
    emit: (event) => {
      if (lines) return lines(event).forEach(write);
      waiting.push(event);
      loading ??= load();
    },
    note: write,
    close: async () => {
      await loading;
    },
  };
}

function liveProgress(stream: NodeJS.WriteStream): ProgressSink {
  const events: RunEvent[] = [];
  let fold: ((events: readonly RunEvent[]) => void) | null = null;
  let view: LiveView | null = null;
  let closed = false;
  let opening: Promise<void> | null = null;
  const timers: NodeJS.Timeout[] = [];
  const open = async (): Promise<void> => {
    const [{ foldProgress, initialProgress }, { openLiveView }] = await Promise.all([
      import('../evals/progress.ts'),
      import('../report/live/open-live-view.tsx'),
    ]);
    if (closed) return;
    let state = initialProgress;
    const opened = openLiveView(stream, state);
    view = opened;
    fold = (batch) => {
      state = batch.reduce(foldProgress, state);
      opened.show(state);
    };
    timers.push(setInterval(() => fold?.(events.splice(0)), redrawEvery));
  };
  return {
    emit: (event) => {
      events.push({ ...event, at: event.at ?? Date.now() });
      if (event.type === 'planned' || event.type === 'phase')
        timers.push(setTimeout(() => (opening ??= open()), patience));
    },
    note: (text) => void (view ? view.note(text) : stream.write(`${text}\n`)),
    close: async () => {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
      await opening;
      view?.close();
      view = null;
    },
  };
}
