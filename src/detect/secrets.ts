import { ruleSubjects, secretFormats, secretHints } from './secret-formats.ts';

/** A key or password in a text. Offsets in UTF-16 units; what it says is never kept. */
export type Secret = { readonly what: string; readonly at: number; readonly end: number };

const hint = new RegExp([...secretHints, ...secretFormats.map(({ source }) => source)].join('|'));

/** False: there is no secret in the text. The detector is loaded for the few texts where there may be one. */
export const mayHoldSecret = (text: string): boolean => hint.test(text);

/** Keys of known formats, and passwords in addresses and connection strings. Placeholders are none. */
export async function findSecrets(text: string): Promise<readonly Secret[]> {
  if (!mayHoldSecret(text)) return [];
  const found = [...(await fromDetector(text)), ...fromFormats(text)];
  found.sort((a, b) => a.at - b.at || b.end - a.end);
  const separate: Secret[] = [];
  for (const { value, ...secret } of found) {
    if (secret.at >= (separate.at(-1)?.end ?? 0) && !isPlaceholder(value)) separate.push(secret);
  }
  return separate;
}

type Candidate = Secret & { readonly value: string };

const fromFormats = (text: string): readonly Candidate[] =>
  secretFormats.flatMap(({ what, source }) =>
    [...text.matchAll(new RegExp(`(?<![\\w-])${source}(?![\\w-])`, 'g'))].map(({ 0: value, index }) => ({
      what,
      value,
      at: index,
      end: index + value.length,
    })),
  );

/**
 * `xxxx…`, `0000…` and `…EXAMPLE` stand for a key: no key of a real format has so few different characters. So do the
 * passwords and hosts that documentation uses.
 */
function isPlaceholder(value: string): boolean {
  if (value.includes('://')) return inventedLogin.test(value);
  return value.length > 16 && (new Set(value.slice(12)).size < 6 || /EXAMPLE(?:KEY)?$/.test(value));
}

const inventedLogin =
  /:(?:pass|passwd|password|pw|pwd|secret|changeme|x+|\*+)@|@(?:[\w.-]+\.)?(?:example\.(?:com|net|org)|localhost|127\.0\.0\.1)(?![\w.-])/i;

/** What the rules of the detector ask for and give, as far as it matters here. */
type DetectorRule = {
  readonly meta: { readonly id: string };
  create(context: DetectorContext, options: object): { file?(source: DetectorSource): unknown };
};
type DetectorContext = {
  report(report: Report): void;
  ignore(): void;
  createTranslator(messages: unknown): (id: string, values?: object) => Report['message'];
};
type DetectorSource = Readonly<Record<'content' | 'filePath' | 'ext' | 'contentType', string>>;
type Report = {
  readonly message: { readonly data?: object };
  readonly range: readonly [number, number];
};

/** Its rule that obeys comments is left out: suppressing has one form here, which needs a reason. */
const left = 'filter-comments';

async function fromDetector(text: string): Promise<readonly Candidate[]> {
  const { rules } = (await import('@secretlint/secretlint-rule-preset-recommend')) as unknown as {
    readonly rules: readonly DetectorRule[];
  };
  const source: DetectorSource = { content: text, filePath: '', ext: '', contentType: 'text' };
  const found: Candidate[] = [];
  for (const { meta, create } of rules) {
    const name = meta.id.replace(/^.*secretlint-rule-/, '');
    if (name === left) continue;
    const what = ruleSubjects[name] ?? 'a secret';
    const context = contextOf((report) => found.push({ what, ...spanOf(text, report) }));
    await create(context, {}).file?.(source);
  }
  return found;
}

const contextOf = (report: (report: Report) => void): DetectorContext => ({
  report,
  ignore() {},
  createTranslator: () => (_id, data) => (data ? { data } : {}),
});

/** Some rules report the span of what they looked at with the length of the secret: it is looked for anew. */
function spanOf(text: string, { message, range }: Report): Omit<Candidate, 'what'> {
  const [from, to] = range;
  const told = Object.values(message.data ?? {}).find((held): held is string => typeof held === 'string');
  const at = told === undefined ? -1 : text.indexOf(told, from);
  const start = at < 0 ? from : at;
  const whole = at < 0 || told === undefined ? text.slice(from, to) : told;
  const value = whole.replace(/["'`)\]},;]+$/, '');
  return { value, at: start, end: start + value.length };
}
