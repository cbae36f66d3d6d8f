/** A file of the project that runs as a program. */
export type ProjectCommand = {
  /** From the project's root. */
  readonly path: string;
  readonly args: readonly string[];
  /** All the environment it gets. */
  readonly env: Readonly<Record<string, string>>;
};

/** What a command wrote, or why that is nothing to go by. */
export type CommandAnswer =
  | { readonly ok: true; readonly stdout: string }
  | { readonly ok: false; readonly message: string };

/** Runs a command with a text on its standard input, until it ends or is called off. Rejects only for a path that is unsafe. */
export type RunCommand = (
  command: ProjectCommand,
  input: string,
  signal: AbortSignal,
) => Promise<CommandAnswer>;
