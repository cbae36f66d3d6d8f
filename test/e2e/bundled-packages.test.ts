import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { repositoryFolder } from '../helpers/promptops.ts';

type Metafile = {
  readonly inputs: Readonly<
    Record<
      string,
      {
        readonly format?: 'cjs' | 'esm';
        readonly imports: readonly {
          readonly path: string;
          readonly kind: string;
          readonly original?: string;
        }[];
      }
    >
  >;
};

// Node finds the names a CommonJS module exports, a split bundle has its default alone: such an import works in every
// unit test and in no installed package.
it('takes no name from a CommonJS package that is imported when it is needed', () => {
  const { inputs }: Metafile = JSON.parse(
    readFileSync(path.join(repositoryFolder, 'dist/meta.json'), 'utf8'),
  );
  const imports = Object.entries(inputs).flatMap(([file, { imports }]) =>
    imports
      .filter(({ kind, path }) => kind === 'dynamic-import' && inputs[path]?.format === 'cjs')
      .map(({ original = '' }) => ({ file, original })),
  );
  const own = imports.filter(({ file }) => file.startsWith('src/'));
  expect(own.map(({ original }) => original)).toContain('ajv');
  // Names taken at once, and the module itself, whose names are taken later.
  const taken = (original: string) =>
    new RegExp(`(?:\\{(?!\\s*default\\b)[^}]*\\}|const \\w+(?:: \\w+)?) = await import\\('${original}'\\)`);
  const byName = own.filter(({ file, original }) =>
    taken(original).test(readFileSync(path.join(repositoryFolder, file), 'utf8')),
  );
  expect(byName).toEqual([]);
});
