import { render, Static, Text } from 'ink';
import type { Progress } from '../../evals/progress.ts';
import { showUnseen } from '../inert.ts';
import { RunView } from './run-view.tsx';

export type LiveView = {
  show(progress: Progress): void;
  /** A line that stays, above the view. */
  note(text: string): void;
  close(): void;
};

/** Draws a run on a terminal's stderr and redraws it in place; `close` takes it away, since the report follows. */
export function openLiveView(stream: NodeJS.WriteStream, first: Progress): LiveView {
  let [progress, notes] = [first, [] as readonly string[]];
  const view = () => (
    <>
      <Static items={[...notes]}>{(note, index) => <Text key={index}>{showUnseen(note)}</Text>}</Static>
      <RunView progress={progress} columns={stream.columns ?? 80} />
    </>
  );
  const ink = render(view(), { stdout: stream, stderr: stream, exitOnCtrlC: false, patchConsole: false });
  return {
    show(state) {
      progress = state;
      ink.rerender(view());
    },
    note(text) {
      notes = [...notes, text];
      ink.rerender(view());
    },
    close() {
      ink.clear();
      ink.unmount();
    },
  };
}
