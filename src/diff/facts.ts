/** The same question asked of both sides. */
export type Both<Value> = { readonly before: Value; readonly after: Value };

/** Blob ids by path; files that are the same on both sides may be left out on both. */
export type Blobs = ReadonlyMap<string, string>;

/** What the comparison may know beyond the prompts' own files, gathered by the command. */
export type Facts = {
  /** ISO date. */
  readonly today: string;
  readonly datasets: Both<Blobs>;
  /** By the path of the prompt file they belong beside. */
  readonly recordings: Both<ReadonlyMap<string, Blobs>>;
};
