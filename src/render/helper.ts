/** What a helper may be given. `block` helpers open and close (`{{#if}}…{{/if}}`), the others give a value. */
export type HelperSignature = {
  readonly name: string;
  readonly block: boolean;
  readonly minArgs: number;
  readonly maxArgs: number;
  /** Named arguments it knows. */
  readonly hash: readonly string[];
  /** How many block parameters it fills: `{{#each items as |item index|}}`. */
  readonly params: number;
};

const block = (name: string, args: number, params = 0, hash: readonly string[] = []): HelperSignature => ({
  name,
  block: true,
  minArgs: args,
  maxArgs: args,
  hash,
  params,
});

const inline = (
  name: string,
  minArgs: number,
  maxArgs = minArgs,
  hash: readonly string[] = [],
): HelperSignature => ({ name, block: false, minArgs, maxArgs, hash, params: 0 });

/** Every helper a template may use; there are no others. */
export const helperSignatures: ReadonlyMap<string, HelperSignature> = new Map(
  [
    block('if', 1, 0, ['includeZero']),
    block('unless', 1, 0, ['includeZero']),
    block('each', 1, 2),
    block('with', 1, 1),
    block('ifEquals', 2),
    block('unlessEquals', 2),
    inline('lookup', 2),
    inline('json', 1, 1, ['indent']),
    inline('eq', 2),
    inline('and', 2, 16),
    inline('or', 2, 16),
    inline('not', 1),
    inline('join', 1, 2),
    inline('fence', 1, 1, ['name']),
  ].map((signature) => [signature.name, signature]),
);
