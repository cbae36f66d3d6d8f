import type { LanguageModelV3 } from '@ai-sdk/provider';
import { PromptopsError } from '../errors.ts';
import type { Dialect } from './language-model.ts';
import { type LoadPackage, type OptionalKind, packageOf, packages } from './optional-kinds.ts';

/** The dialect over a package that is not part of promptops. Throws `missing-package`: not there, or of another time. */
export function optionalDialect<Package>(
  kind: OptionalKind,
  load: LoadPackage,
  dialectOver: (vendor: Package) => Dialect,
): Dialect {
  const name = packageOf(kind);
  const loaded = load(name);
  if (loaded === null)
    throw missing(`"${name}" is not installed, which models of kind "${kind}" need.`, kind);
  const dialect = dialectOver(loaded as Package);
  return { ...dialect, model: (fetch) => checked(kind, dialect.model(fetch)) };
}

function checked(kind: OptionalKind, model: LanguageModelV3): LanguageModelV3 {
  if (model.specificationVersion === 'v3') return model;
  throw missing(`The version of "${packageOf(kind)}" that is installed does not fit promptops.`, kind);
}

const missing = (message: string, kind: OptionalKind): PromptopsError =>
  new PromptopsError('missing-package', message, { hint: `npm i -D ${packages[kind]}` });
