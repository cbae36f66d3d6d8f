import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { showUsd } from '../money-text.ts';
import type { Point } from './data.ts';
import { Untrusted } from './text.tsx';
import type { Theme } from './theme.tsx';
import { moment, percent } from './words.ts';

type Props = {
  readonly title: string;
  readonly points: readonly Point[];
  /** Only this prompt; null: all. */
  readonly prompt: string | null;
  readonly theme: Theme;
};

/** How the pass rate went, as a line and, for who does not see it, as a table. */
export function HistoryChart({ title, points, prompt, theme }: Props): JSX.Element | null {
  const own = useMemo(
    () => points.map((point) => ({ ...point, rate: rateOf(point, prompt) })),
    [points, prompt],
  );
  const drawn = useMemo(() => own.filter(({ rate }) => rate !== null), [own]);
  if (drawn.length === 0) return null;
  return (
    <figure class="history">
      <figcaption>{title}</figcaption>
      {drawn.length > 1 ? (
        <Plot points={drawn} theme={theme} />
      ) : (
        <p class="muted">One so far: a line needs two.</p>
      )}
      <details>
        <summary>As a table</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">What</th>
              <th scope="col" class="right">
                Pass rate
              </th>
              <th scope="col" class="right">
                Cost
              </th>
            </tr>
          </thead>
          <tbody>
            {own.toReversed().map(({ id, at, about, rate, errored, costUsd }) => (
              <tr key={id}>
                <td>{moment(at)}</td>
                <td>
                  <code>
                    <Untrusted text={id.slice(0, 10)} />
                  </code>{' '}
                  <Untrusted text={about} />
                </td>
                <td class="right number">
                  {rate === null ? '' : percent(rate)}
                  {errored > 0 && <span class="muted">{errored} no verdict</span>}
                </td>
                <td class="right number">{costUsd === null ? '' : showUsd(costUsd)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

/** Share of the answers with a verdict that passed; null: there is none. */
function rateOf(point: Point, prompt: string | null): number | null {
  const parts = prompt === null ? [point] : point.prompts.filter((each) => each.prompt === prompt);
  const passed = parts.reduce((sum, part) => sum + part.passed, 0);
  const judged = parts.reduce((sum, part) => sum + part.passed + part.failed, 0);
  return judged === 0 ? null : passed / judged;
}

type Rated = Point & { readonly rate: number | null };

function Plot({ points, theme }: { points: readonly Rated[]; theme: Theme }): JSX.Element {
  const frame = useRef<HTMLDivElement>(null);
  const [pointed, point] = useState<number | null>(null);
  useEffect(() => {
    const element = frame.current;
    if (!element || !theme) return;
    const rates = points.map(({ rate }) => (rate ?? 0) * 100);
    const options = {
      ...optionsOf(element, points),
      hooks: { setCursor: [({ cursor }: uPlot) => point(cursor.idx ?? null)] },
    };
    const plot = new uPlot(options, [points.map((_, at) => at), rates], element);
    const observer = new ResizeObserver(() =>
      plot.setSize({ width: element.clientWidth, height: chartHeight }),
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [points, theme]);
  const rates = points.map(({ rate }) => percent(rate ?? 0));
  const shown = points[pointed ?? points.length - 1] ?? points.at(-1);
  return (
    <>
      <div
        ref={frame}
        class="plot"
        role="img"
        aria-label={`Pass rate of ${points.length}, oldest first: ${rates.slice(-20).join(', ')}`}
      />
      {shown && (
        <p class="readout muted">
          <strong class="number">{percent(shown.rate ?? 0)}</strong> {moment(shown.at)} ·{' '}
          <code>{shown.id.slice(0, 10)}</code> <Untrusted text={shown.about} />
        </p>
      )}
    </>
  );
}

const chartHeight = 170;

function optionsOf(element: HTMLElement, points: readonly Rated[]): uPlot.Options {
  const style = getComputedStyle(element);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  const low = Math.min(...points.map(({ rate }) => rate ?? 1)) * 100;
  const axis = {
    stroke: color('--muted'),
    font: `12px ${style.fontFamily}`,
    grid: { stroke: color('--line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: element.clientWidth,
    height: chartHeight,
    padding: [8, 24, 0, 0],
    legend: { show: false },
    cursor: { drag: { x: false, y: false } },
    scales: { x: { time: false }, y: { range: [Math.max(0, Math.floor((low - 5) / 10) * 10), 100.5] } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        incrs: [1, 2, 5, 10, 20, 50, 100],
        values: (_, ticks) => ticks.map((tick) => labelOf(points[tick])),
      },
      { ...axis, size: 46, values: (_, ticks) => ticks.map((tick) => `${tick} %`) },
    ],
    series: [
      {},
      {
        stroke: color('--accent'),
        width: 2,
        points: { show: true, size: 7, fill: color('--accent') },
      },
    ],
  };
}

const labelOf = (point: Point | undefined): string =>
  point ? new Date(point.at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' }) : '';
