/** What the terminal can show. */
export type Terminal = {
  readonly color: boolean;
  /** As many as a line may take; Infinity where nothing limits it. */
  readonly columns: number;
  /** A live view may redraw lines on stderr. */
  readonly live: boolean;
};

type Stream = { readonly isTTY?: boolean; readonly columns?: number };

type Streams = { readonly stdout: Stream; readonly stderr: Stream };

type Env = Readonly<Record<string, string | undefined>>;

/** NO_COLOR, FORCE_COLOR, COLUMNS, CI and TERM=dumb, as other tools honour them. */
export function describeTerminal(env: Env, { stdout, stderr }: Streams, wantsColor: boolean): Terminal {
  const dumb = env['TERM'] === 'dumb';
  const forced =
    env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0' && env['FORCE_COLOR'] !== 'false';
  const refused = !wantsColor || Boolean(env['NO_COLOR']) || env['FORCE_COLOR'] === '0';
  return {
    color: !refused && (forced || (Boolean(stdout.isTTY) && !dumb)),
    columns: columnsOf(env, stdout),
    live: Boolean(stdout.isTTY) && Boolean(stderr.isTTY) && !dumb && !isCI(env),
  };
}

/** COLUMNS counts wherever a report goes. Without it only a terminal has a width: nothing is cut in a pipe or a file. */
export function columnsOf({ COLUMNS = '' }: Env, stream: Stream | null): number {
  if (/^[1-9]\d*$/.test(COLUMNS)) return Number(COLUMNS);
  return stream?.isTTY ? stream.columns || 80 : Number.POSITIVE_INFINITY;
}

/** `CI` is set to something that does not mean no. */
const isCI = (env: Env): boolean => Boolean(env['CI']) && env['CI'] !== 'false' && env['CI'] !== '0';
