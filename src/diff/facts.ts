/** What the comparison may know beyond the two projects' own files, gathered by the command. */
export type Facts = {
  /** ISO date. */
  readonly today: string;
};
