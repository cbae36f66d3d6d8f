import type { CompletionCache } from '../../src/providers/with-recording.ts';
import type { Completion } from '../../src/recordings/interaction.ts';
import type { Recording, RecordingStore } from '../../src/recordings/recording.ts';
import { mergeInteractions } from '../../src/recordings/slot.ts';

/** Recordings in a map, as JSON text: what cannot be written down does not come back. */
export function memoryStore(): RecordingStore & { readonly files: Map<string, string> } {
  const files = new Map<string, string>();
  const nameOf = (prompt: string, caseId: string): string => `${prompt}#${caseId}`;
  const read = (name: string): Recording | null => {
    const text = files.get(name);
    return text === undefined ? null : (JSON.parse(text) as Recording);
  };
  return {
    files,
    read: async (prompt, caseId) => read(nameOf(prompt, caseId)),
    async write(recording) {
      const name = nameOf(recording.prompt, recording.case);
      const interactions = mergeInteractions(read(name)?.interactions ?? [], recording.interactions);
      files.set(name, JSON.stringify({ ...recording, interactions }));
    },
  };
}

export function memoryCache(): CompletionCache & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return {
    entries,
    async get(key) {
      const text = entries.get(key);
      return text === undefined ? null : (JSON.parse(text) as Completion);
    },
    async put(key, completion) {
      entries.set(key, JSON.stringify(completion));
    },
  };
}
