import Handlebars from 'handlebars';

type Options = {
  fn(context: unknown): string;
  inverse(context: unknown): string;
  hash: Record<string, unknown>;
};

const isEmpty = (value: unknown) => Handlebars.Utils.isEmpty(value) || !value;

type Method = (this: unknown, source: unknown, ...rest: unknown[]) => unknown;
type Compiler = new () => { appendToBuffer: Method; compiler: unknown };

/**
 * Handlebars adds up neighbouring numbers and booleans with `noEscape`: `{{one}}{{two}}` prints 3. Its compiler is
 * made to turn each value into text first; nothing else is changed.
 */
function mendedCompiler(): unknown {
  const { JavaScriptCompiler } = Handlebars as unknown as { JavaScriptCompiler: Compiler };
  const mended: unknown = new Proxy(JavaScriptCompiler, {
    construct(target) {
      const compiler = new target();
      const { appendToBuffer } = compiler;
      compiler.compiler = mended;
      compiler.appendToBuffer = function (source, ...rest) {
        return appendToBuffer.call(this, ["('' + (", ...[source].flat(), '))'], ...rest);
      };
      return compiler;
    },
  });
  return mended;
}

/** Handlebars itself with our further helpers written a second time, for comparison. */
export function renderWithHandlebars(
  source: string,
  vars: Record<string, unknown>,
  partials: Record<string, string>,
): string {
  const instance = Object.assign(Handlebars.create(), { JavaScriptCompiler: mendedCompiler() });
  instance.registerHelper({
    eq: (left: unknown, right: unknown) => (left ?? null) === (right ?? null),
    not: (value: unknown) => isEmpty(value),
    and: (...args: unknown[]) => args.slice(0, -1).reduce((left, right) => (isEmpty(left) ? left : right)),
    or: (...args: unknown[]) => args.slice(0, -1).reduce((left, right) => (isEmpty(left) ? right : left)),
    json: (value: unknown, { hash }: Options) =>
      JSON.stringify(value ?? null, null, Number(hash['indent'] ?? 0)),
    join: (list: unknown, separator: unknown) =>
      Array.isArray(list) ? list.join(typeof separator === 'string' ? separator : ', ') : '',
    ifEquals(this: unknown, left: unknown, right: unknown, { fn, inverse }: Options) {
      return (left ?? null) === (right ?? null) ? fn(this) : inverse(this);
    },
    unlessEquals(this: unknown, left: unknown, right: unknown, { fn, inverse }: Options) {
      return (left ?? null) === (right ?? null) ? inverse(this) : fn(this);
    },
  });
  for (const [name, text] of Object.entries(partials)) instance.registerPartial(name, text);
  return instance.compile(source, { noEscape: true })(vars);
}
