import { isRowOf, noteOf } from '../evals/large-dataset.ts';
import type { Plan } from '../evals/plan.ts';
import type { ModelCall } from '../evals/provider.ts';
import type { ReplayMode } from '../model/config.ts';
import type { Project } from '../model/project.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { createProviderPool, type ProviderPool } from '../providers/provider-pool.ts';
import type { RecordingPorts } from '../providers/with-recording.ts';
import { recordingPath } from '../recordings/format.ts';
import type { RecordingStore } from '../recordings/recording.ts';
import { fileCache } from '../source/cache.ts';
import { loadProjectPackage } from '../source/project-package.ts';
import { fileRecordingStore, type RecordingPath, snapshotRecordingStore } from '../source/recording-store.ts';
import { codePort } from './code-port.ts';
import type { Context } from './context.ts';
import type { OpenedProject } from './open-project.ts';
import type { TestBudget } from './test-budget.ts';

export type TestProviders = ProviderPool & {
  /** What the summary must say of answers that no recording holds. */
  notes(): readonly string[];
};

type Ground = {
  readonly opened: OpenedProject;
  readonly plan: Pick<Plan, 'largeDatasets'>;
  /** Calls at the same time, and seconds one may take. */
  readonly concurrency: number;
  readonly timeout: number;
  readonly replay: ReplayMode;
  readonly env: Context['env'];
  readonly budget: TestBudget | undefined;
  /** Told of every recording that is about to be replaced. */
  readonly onRefresh: RecordingPorts['onRefresh'];
};

/** The providers of a run, over the project's recordings and its cache. */
export function connectProviders(
  { opened, plan, concurrency, timeout, replay, env, budget, onRefresh }: Ground,
  context: Context,
): TestProviders {
  const { root, project } = opened;
  const { config } = project;
  const unrecorded: ModelCall[] = [];
  const isCachedOnly = isRowOf(plan.largeDatasets);
  const pool = createProviderPool({
    providers: config.providers,
    limits: config.limits,
    env,
    concurrency,
    timeout,
    recordings: {
      mode: replay,
      store: storeOf(opened),
      cache: fileCache(root, context.note),
      now: context.now,
      isRecorded: (call) => !isCachedOnly(call),
      ...(onRefresh ? { onRefresh } : {}),
      onUnrecorded: (call) => void unrecorded.push(call),
    },
    ...(budget ? { budget } : {}),
    loadPackage: (name) => loadProjectPackage(root, name),
    code: codePort(root, opened.snapshot.ref, config),
    onRetry: ({ call, error, inMs }) => call.onRetry?.(error.message, inMs),
  });
  return {
    ...pool,
    notes: () => [
      ...(replay === 'off' ? [] : plan.largeDatasets.map(noteOf)),
      ...unrecordedNotes(unrecorded, replay),
    ],
  };
}

/** The recordings of a project as they stand at a commit. */
export function baseRecordings(snapshot: Snapshot, project: Project): { readonly store: RecordingStore } {
  return { store: snapshotRecordingStore(snapshot, pathsOf(project)) };
}

function storeOf({ root, snapshot, project }: OpenedProject): RecordingStore {
  return snapshot.ref === null
    ? fileRecordingStore(root, pathsOf(project))
    : snapshotRecordingStore(snapshot, pathsOf(project));
}

function pathsOf(project: Project): RecordingPath {
  const paths = new Map(project.prompts.map(({ id, path }) => [id, path]));
  return (prompt, caseId) => recordingPath(paths.get(prompt) ?? prompt, caseId);
}

const maxNamed = 5;

function unrecordedNotes(calls: readonly ModelCall[], replay: ReplayMode): readonly string[] {
  if (replay !== 'auto' || calls.length === 0) return [];
  const names = [...new Set(calls.map((call) => `${call.prompt} › ${call.case}`))];
  const more = names.length > maxNamed ? ` and ${names.length - maxNamed} more` : '';
  return [`Not recorded: ${names.slice(0, maxNamed).join(', ')}${more}. Record with --replay record.`];
}
