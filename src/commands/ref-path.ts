import { PromptopsError } from '../errors.ts';
import type { Root } from '../source/root.ts';
import type { ComparisonOptions } from './comparison.ts';

/**
 * Options in which `<ref>:<path>`, as git writes a file at a ref, is a ref and a selected path: of the tip of that ref,
 * and on the other side the same file. The path may start at the repository, as git's does, or be any name of a prompt.
 */
export function withoutRefPaths(options: ComparisonOptions, { prefix }: Root): ComparisonOptions {
  const { paths = [] } = options;
  const [base, head] = [splitRef(options.base), splitRef(options.head)];
  const named = [base.path, head.path].filter((path) => path !== null);
  const [first, second = first] = named.map((path) =>
    prefix !== '' && path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : path,
  );
  if (first === undefined) return options;
  if (first !== second) {
    throw new PromptopsError('usage', `"${first}" and "${second}" are two files.`, {
      hint: 'Name one file on both sides; a renamed prompt is found by either of its names.',
    });
  }
  const exactRef = options.exactRef || base.path !== null;
  return { ...options, base: base.ref, head: head.ref, exactRef, paths: [...paths, first] };
}

type Split = { readonly ref: string | undefined; readonly path: string | null };

/** At the first colon that stands in no braces: `HEAD^{/fix: x}` is a ref, and so is `:/fix`. */
function splitRef(written: string | undefined): Split {
  const [, ref, path] = /^((?:[^:{]|\{[^}]*\})+):(.+)$/.exec(written ?? '') ?? [];
  if (ref === undefined || path === undefined) return { ref: written, path: null };
  return { ref, path };
}
