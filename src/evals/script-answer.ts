/** What a script said, or why it said nothing. */
export type ScriptAnswer =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false;
      readonly problem: 'script-failed' | 'script-timeout';
      readonly message: string;
    };

/** Runs a file of the project, named from its root, on a value that is handed over as JSON. Never rejects. */
export type RunScript = (path: string, input: unknown, signal: AbortSignal) => Promise<ScriptAnswer>;
