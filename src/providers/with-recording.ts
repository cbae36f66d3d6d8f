import { PromptopsError } from '../errors.ts';
import { failureOf, type ModelCall, type Provider } from '../evals/provider.ts';
import type { ReplayMode } from '../model/config.ts';
import type { Completion } from '../recordings/interaction.ts';
import { recordedRequest, requestKey } from '../recordings/key.ts';
import { explainMissing } from '../recordings/miss.ts';
import type { Interaction, Recording, RecordingStore } from '../recordings/recording.ts';
import { redactDeep } from '../recordings/redact.ts';
import { hideSensitive, restoreSensitive } from '../recordings/sensitive.ts';
import { findInteraction } from '../recordings/slot.ts';
import { recordCommand } from './record-command.ts';

/** Answers by request key, local and disposable. A broken entry is null. */
export type CompletionCache = {
  get(key: string): Promise<Completion | null>;
  put(key: string, completion: Completion): Promise<void>;
};

export type RecordingPorts = {
  readonly mode: ReplayMode;
  readonly store: RecordingStore;
  readonly cache: CompletionCache;
  /** Takes secrets out of everything that is written. */
  readonly redact: (text: string) => string;
  readonly now: () => Date;
  /** False: answers to this call go to the cache instead, as those of a large dataset do. Absent: all are recorded. */
  readonly isRecorded?: (call: ModelCall) => boolean;
  /** An answer was used that no recording holds but could: the run ends with "not recorded". */
  readonly onUnrecorded?: (call: ModelCall) => void;
  /** A recording is about to be replaced (`refresh`); false keeps the old one. */
  readonly onRefresh?: (change: Refresh) => boolean | Promise<boolean>;
};

export type Refresh = {
  readonly call: ModelCall;
  readonly before: Completion | null;
  readonly after: Completion;
  /** Writes the new one, for who could not say so at once. */
  keep(): Promise<void>;
};

/**
 * Replays, calls and records as `--replay` says. `connect` is only called when an answer must be asked for: in strict
 * mode, and while everything is recorded, no key is read, no package loaded and no socket opened.
 */
export function withRecording(id: string, connect: () => Promise<Provider>, ports: RecordingPorts): Provider {
  const connected = lazily(connect);
  return {
    id,
    complete: (call, signal) => answer(ports, call, asking(connected, call, signal)),
  };
}

type Asked = {
  readonly ports: RecordingPorts;
  readonly call: ModelCall;
  readonly key: string;
  readonly ask: () => Promise<Completion>;
};

async function answer(ports: RecordingPorts, call: ModelCall, ask: Asked['ask']): Promise<Completion> {
  const key = requestKey(call.request, call.slot.repeat);
  return { ...(await answerAs({ ports, call, key, ask })), key };
}

async function answerAs(asked: Asked): Promise<Completion> {
  const { ports, call, ask } = asked;
  const mode = call.recordedOnly ? 'strict' : ports.mode;
  if (mode === 'off') return ask();
  const recording = await ports.store.read(call.prompt, call.case);
  const recorded = findInteraction(recording, call.slot);
  if (mode === 'refresh') return refresh(asked, recorded);
  if (recorded?.key === asked.key) return replayRecorded(recorded, call);
  switch (mode) {
    case 'strict':
      throw miss(asked, recording);
    case 'record':
      return (isRecorded(asked) ? null : await fromCache(asked)) ?? record(asked);
    case 'auto':
      return askUnrecorded(asked, recording);
  }
}

/** What a call would be answered with without asking anybody, and what is recorded of another request at its place. */
export async function knownAnswer(
  ports: RecordingPorts,
  call: ModelCall,
): Promise<{ readonly answer: Completion | null; readonly outdated: Completion | null }> {
  const { mode, store } = ports;
  const key = requestKey(call.request, call.slot.repeat);
  const recorded = findInteraction(await store.read(call.prompt, call.case), call.slot);
  const asked = { ports, call, key, ask: () => Promise.reject(new Error('Nobody is asked.')) };
  const isFresh = recorded?.key === key && mode !== 'refresh' && mode !== 'off';
  if (isFresh) return { answer: replayRecorded(recorded, call), outdated: null };
  const isCached = mode === 'auto' || (mode === 'record' && !isRecorded(asked));
  return { answer: isCached ? await fromCache(asked) : null, outdated: recorded?.completion ?? null };
}

const replay = (completion: Completion, { sensitive }: ModelCall): Completion => ({
  ...restoreSensitive(completion, sensitive),
  replayed: true,
});

const replayRecorded = ({ completion, recordedAt }: Interaction, call: ModelCall): Completion => ({
  ...replay(completion, call),
  recordedAt,
});

/** What may be written: no secret, no sensitive value. */
const storable = ({ ports, call }: Asked, completion: Completion): Completion =>
  redactDeep(hideSensitive({ ...completion, replayed: false }, call.sensitive), ports.redact);

const isRecorded = ({ ports, call }: Asked): boolean => ports.isRecorded?.(call) ?? true;

async function record(asked: Asked): Promise<Completion> {
  const completion = await asked.ask();
  await keep(asked, completion);
  return completion;
}

async function refresh(asked: Asked, before: Interaction | null): Promise<Completion> {
  const { ports, call } = asked;
  const after = await asked.ask();
  const old = before === null ? null : replay(before.completion, call);
  const write = (): Promise<void> => keep(asked, after);
  if (!ports.onRefresh || (await ports.onRefresh({ call, before: old, after, keep: write }))) await write();
  return after;
}

async function fromCache({ ports, call, key }: Asked): Promise<Completion | null> {
  const cached = await ports.cache.get(key);
  return cached && replay(cached, call);
}

async function keep(asked: Asked, completion: Completion): Promise<void> {
  const { ports, call, key } = asked;
  if (!isRecorded(asked)) return toCache(asked, completion);
  const request = redactDeep(hideSensitive(recordedRequest(call.request), call.sensitive), ports.redact);
  const interaction: Interaction = {
    slot: call.slot,
    key,
    request,
    completion: storable(asked, completion),
    recordedAt: today(ports),
  };
  const { prompt, case: caseId } = call;
  await ports.store.write({ recording: 1, prompt, case: caseId, interactions: [interaction] });
}

const toCache = (asked: Asked, completion: Completion): Promise<void> =>
  asked.ports.cache.put(asked.key, { ...storable(asked, completion), recordedAt: today(asked.ports) });

const today = ({ now }: RecordingPorts): string => now().toISOString().slice(0, 10);

/** `auto`: the cache, else the provider where its key is there. Neither touches a recording. */
async function askUnrecorded(asked: Asked, recording: Recording | null): Promise<Completion> {
  const { ports, call } = asked;
  const onUnrecorded = (): void => void (isRecorded(asked) && ports.onUnrecorded?.(call));
  const cached = await fromCache(asked);
  if (cached) {
    onUnrecorded();
    return cached;
  }
  const completion = await asked.ask().catch((error: unknown) => {
    throw isMissingKey(error) ? miss(asked, recording, error) : error;
  });
  onUnrecorded();
  await toCache(asked, completion);
  return completion;
}

const isMissingKey = (error: unknown): error is PromptopsError =>
  error instanceof PromptopsError && error.code === 'missing-key';

function miss(asked: Asked, recording: Recording | null, why?: PromptopsError): PromptopsError {
  const { call } = asked;
  const { prompt, case: caseId, slot, request, sensitive } = call;
  const stale = findInteraction(recording, slot) !== null;
  const what = stale ? 'The recording no longer matches the request' : 'Nothing is recorded';
  return new PromptopsError('recording-miss', `${what} of "${prompt}", case "${caseId}", on ${slot.model}.`, {
    details: [...explainMissing(recording, slot, request, sensitive), ...(why ? [why.message] : [])],
    hint: `${isRecorded(asked) ? 'Run' : 'Set `record: true` on its dataset and run'} \`${recordCommand(call)}\`${why ? ' with the key set' : ''}.`,
  });
}

/** Errors are shown and written to the journal: a sensitive value a provider repeats is not. */
function asking(
  connected: () => Promise<Provider>,
  call: ModelCall,
  signal: AbortSignal,
): () => Promise<Completion> {
  return async () => {
    try {
      return await (await connected()).complete(call, signal);
    } catch (error) {
      throw hideInError(error, call);
    }
  };
}

function hideInError(error: unknown, { sensitive }: ModelCall): unknown {
  if (!(error instanceof PromptopsError) || failureOf(error) === null) return error;
  const message = hideSensitive(error.message, sensitive);
  if (message === error.message) return error;
  const { code, hint, details, cause } = error;
  return new PromptopsError(code, message, { ...(hint === null ? {} : { hint }), details, cause });
}

/** Connects once; a failure is not kept, so that the next call says the same again. */
function lazily(connect: () => Promise<Provider>): () => Promise<Provider> {
  let connected: Promise<Provider> | null = null;
  return () => {
    connected ??= connect().catch((error: unknown) => {
      connected = null;
      throw error;
    });
    return connected;
  };
}
