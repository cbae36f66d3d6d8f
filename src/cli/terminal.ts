/** What the terminal can show. */
export type Terminal = {
  readonly color: boolean;
  readonly columns: number;
  /** A live view may redraw lines on stderr. */
  readonly live: boolean;
};

type Streams = {
  readonly stdout: { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: { readonly isTTY?: boolean; readonly columns?: number };
};

/** NO_COLOR, FORCE_COLOR, CI and TERM=dumb, as other tools honour them. */
export function describeTerminal(
  env: Readonly<Record<string, string | undefined>>,
  { stdout, stderr }: Streams,
  wantsColor: boolean,
): Terminal {
  const dumb = env['TERM'] === 'dumb';
  const forced =
    env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0' && env['FORCE_COLOR'] !== 'false';
  const refused = !wantsColor || Boolean(env['NO_COLOR']) || env['FORCE_COLOR'] === '0';
  return {
    color: !refused && (forced || (Boolean(stdout.isTTY) && !dumb)),
    columns: stdout.columns ?? stderr.columns ?? 80,
    live: Boolean(stdout.isTTY) && Boolean(stderr.isTTY) && !dumb && !isCI(env),
  };
}

/** `CI` is set to something that does not mean no. */
const isCI = (env: Readonly<Record<string, string | undefined>>): boolean =>
  Boolean(env['CI']) && env['CI'] !== 'false' && env['CI'] !== '0';
