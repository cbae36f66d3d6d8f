import { render } from 'ink';
import type { Progress } from '../../evals/progress.ts';
import { RunView } from './run-view.tsx';

export type LiveView = { show(progress: Progress): void; close(): void };

/** Draws a run on a terminal's stderr and redraws it in place; `close` takes it away, since the report follows. */
export function openLiveView(stream: NodeJS.WriteStream, progress: Progress): LiveView {
  const view = (state: Progress) => <RunView progress={state} columns={stream.columns ?? 80} />;
  const ink = render(view(progress), {
    stdout: stream,
    stderr: stream,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  return {
    show: (state) => ink.rerender(view(state)),
    close: () => {
      ink.clear();
      ink.unmount();
    },
  };
}
