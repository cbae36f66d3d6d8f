import { resolveReference } from '../model/reference.ts';

export type AllowedCode =
  | { readonly path: string; readonly problem: null }
  | { readonly path: null; readonly problem: string; readonly hint?: string };

/** The file of the project that may run as code, from the project's root; or why it may not. `allow`: the globs of `code.allow`. */
export async function findAllowedCode(written: string, allow: readonly string[]): Promise<AllowedCode> {
  const { path, problem } = resolveReference('promptops.yaml', written);
  if (path === null || path.startsWith('../'))
    return { path: null, problem: problem ?? `"${written}" is outside the project.` };
  const { globMatcher } = await import('../model/glob.ts');
  if (allow.some((glob) => globMatcher(glob)(path))) return { path, problem: null };
  return {
    path: null,
    problem: `"${path}" may not run: it is not listed under "code.allow" in promptops.yaml.`,
    hint: `Once you have read it: code: { allow: [${path}] }`,
  };
}
