import { Box, Text } from 'ink';
import { doneOf, type Progress } from '../../evals/progress.ts';
import type { CaseResult } from '../../evals/report.ts';
import { describeEstimate } from '../estimate.ts';
import { oneLine } from '../inert.ts';
import { shortUsd } from '../usd.ts';

const maxRunning = 4;
const maxTrouble = 5;

/** A run while it lasts: how far, how fast, what it cost, what is being asked, what did not pass. */
export function RunView({ progress, columns }: { readonly progress: Progress; readonly columns: number }) {
  const width = Math.max(20, columns - 1);
  return (
    <Box flexDirection="column" width={width}>
      <Phases progress={progress} />
      {progress.run === null ? null : (
        <>
          <Bar progress={progress} width={width} />
          <Counts progress={progress} />
        </>
      )}
      {progress.estimate && progress.estimate.calls > 0 ? (
        <Text dimColor wrap="truncate-end">
          {describeEstimate(progress.estimate)}
        </Text>
      ) : null}
      {progress.recent.slice(-maxTrouble).map((result) => (
        <Trouble
          key={JSON.stringify([
            result.prompt,
            result.case,
            result.model,
            result.locale,
            result.variant,
            result.repeat,
          ])}
          result={result}
          width={width}
        />
      ))}
      {progress.running.slice(0, maxRunning).map((running) => (
        <Text
          key={`${running.prompt} ${running.case} ${running.model} ${running.since}`}
          dimColor
          wrap="truncate-end"
        >
          {'… '}
          {oneLine(`${running.prompt} › ${running.case}  ${running.model}`, width)}
        </Text>
      ))}
      <Waiting progress={progress} width={width} />
    </Box>
  );
}

/** What is done, and what is at work. */
function Phases({ progress: { phases } }: { readonly progress: Progress }) {
  if (phases.length === 0) return null;
  return (
    <Text wrap="truncate-end">
      {phases.map((name, index) =>
        index < phases.length - 1 ? (
          <Text key={name} color="green">{`✔ ${name}  `}</Text>
        ) : (
          <Text key={name} bold>{`… ${name}`}</Text>
        ),
      )}
    </Text>
  );
}

function Bar({ progress, width }: { readonly progress: Progress; readonly width: number }) {
  const done = doneOf(progress);
  const label = ` ${done}/${progress.jobs}`;
  const room = Math.max(8, Math.min(40, width - label.length - 26));
  const filled = progress.jobs === 0 ? 0 : Math.round((done / progress.jobs) * room);
  return (
    <Text wrap="truncate-end">
      <Text color={progress.failed > 0 ? 'red' : progress.errored > 0 ? 'yellow' : 'green'}>
        {'█'.repeat(filled)}
      </Text>
      <Text dimColor>{'░'.repeat(room - filled)}</Text>
      <Text bold>{label}</Text>
      <Text dimColor>{pace(progress)}</Text>
    </Text>
  );
}

const pace = ({ perSecond, etaMs }: Progress): string =>
  [
    perSecond === null ? '' : `  ${perSecond < 10 ? perSecond.toFixed(1) : perSecond.toFixed(0)}/s`,
    etaMs === null || etaMs < 500 ? '' : `  ${duration(etaMs)} left`,
  ].join('');

const duration = (ms: number): string =>
  ms < 90_000 ? `${Math.ceil(ms / 1000)} s` : `${Math.ceil(ms / 60_000)} min`;

function Counts({ progress }: { readonly progress: Progress }) {
  const { passed, failed, errored, replayed, costUsd, estimate } = progress;
  const spent = costUsd === null ? 'unpriced' : `$${Number(costUsd).toFixed(4)}`;
  const budget = estimate?.budgetUsd ? ` of ${shortUsd(estimate.budgetUsd)}` : '';
  return (
    <Text wrap="truncate-end">
      <Text color="green">{`✔ ${passed}`}</Text>
      <Text color={failed > 0 ? 'red' : 'gray'}>{`  ✖ ${failed}`}</Text>
      <Text color={errored > 0 ? 'yellow' : 'gray'}>{`  ! ${errored}`}</Text>
      <Text dimColor>{`  replayed ${replayed}  ${spent}${budget}`}</Text>
    </Text>
  );
}

function Trouble({ result, width }: { readonly result: CaseResult; readonly width: number }) {
  const missed = result.assertions.find(({ pass, weight }) => pass === false && weight > 0);
  const why = result.error ? result.error.message : missed ? `${missed.type}: ${missed.message}` : '';
  const failed = result.outcome === 'fail';
  return (
    <Text wrap="truncate-end">
      <Text color={failed ? 'red' : 'yellow'}>{failed ? '✖ ' : '! '}</Text>
      <Text>{oneLine(`${result.prompt} › ${result.case}`, width)}</Text>
      <Text dimColor>{`  ${oneLine(why, width)}`}</Text>
    </Text>
  );
}

function Waiting({ progress, width }: { readonly progress: Progress; readonly width: number }) {
  if (progress.stopping !== null)
    return <Text color="yellow">{oneLine(`Stopping: ${progress.stopping}`, width)}</Text>;
  if (progress.retrying === null) return null;
  const { prompt, case: id, reason, inMs } = progress.retrying;
  return (
    <Text color="yellow" wrap="truncate-end">
      {oneLine(`retry ${prompt} › ${id} in ${Math.ceil(inMs / 1000)} s: ${reason}`, width)}
    </Text>
  );
}
