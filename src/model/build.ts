import type { Input, Json, Role } from '../render/prompt.ts';
import type { Template } from '../render/template.ts';
import type { Config } from './config.ts';
import type { Fault } from './fault.ts';
import type { CheckedFile, FileView, Found } from './files.ts';
import { editAt, type Fix } from './finding.ts';
import type { Place } from './place.ts';
import type { TemplateSite } from './prompt-file.ts';
import { resolveReference } from './reference.ts';
import { entriesOf, listOf, recordOf } from './shape.ts';
import type { FileKind } from './validate.ts';
import type { YamlFile, YamlPath } from './yaml-file.ts';

/** What one prompt and its tests are put together from, and what was found out on the way. */
export type Build = {
  readonly id: string;
  readonly config: Config;
  /** Partials there are, for "did you mean". */
  readonly partialNames: readonly string[];
  readonly files: FileView;
  readonly faults: Fault[];
  readonly sites: TemplateSite[];
  /** Tools, schemas and overlays in files of their own, by path. */
  readonly followed: Map<string, YamlFile>;
};

/** A value and where it was written. */
export type Written = { readonly file: YamlFile; readonly path: YamlPath; readonly value: Json | undefined };

export const topOf = (file: YamlFile): Written => ({ file, path: [], value: file.value as Json | undefined });

/** The value of a key; `undefined` where there is none. */
export function within({ file, path, value }: Written, key: string): Written {
  const record = recordOf(value);
  const held = record && Object.hasOwn(record, key) ? record[key] : undefined;
  return { file, path: [...path, key], value: held };
}

/** Each entry of a mapping, in the order written. */
export const membersOf = ({ file, path, value }: Written): readonly { key: string; written: Written }[] =>
  entriesOf(value).map(([key, held]) => ({ key, written: { file, path: [...path, key], value: held } }));

export const itemsOf = ({ file, path, value }: Written): readonly Written[] =>
  listOf(value).map((held, index) => ({ file, path: [...path, index], value: held }));

export const placeOf = ({ file, path }: Written, part?: 'key' | 'value'): Place => file.placeOf(path, part);

export function report(
  build: Pick<Build, 'faults'>,
  rule: string,
  message: string,
  at: Place,
  hint?: string | null,
) {
  build.faults.push({ rule, message, at, ...(hint ? { hint } : {}) });
}

/** The file that `reference` names, seen from where it was written; a fault where it may not or cannot be read. */
export function followYaml(
  build: Build,
  from: { readonly path: string; readonly at: Place },
  reference: string,
  kind: FileKind | 'schema',
): CheckedFile | null {
  const path = resolveOrReport(build, from, reference);
  if (path === null) return null;
  const file = foundOrReport(build, from.at, path, build.files.yaml(path, kind));
  if (file) {
    build.faults.push(...file.faults);
    build.followed.set(path, file.file);
  }
  return file;
}

/** The path that `reference` names; a fault for addresses and absolute paths. */
export function resolveOrReport(
  build: Pick<Build, 'faults'>,
  from: { readonly path: string; readonly at: Place },
  reference: string,
): string | null {
  const { path, problem } = resolveReference(from.path, reference);
  if (path === null) {
    report(
      build,
      'security/remote-include',
      problem,
      from.at,
      'Name a file of this repository, relative to this file.',
    );
  }
  return path;
}

/** What was found; null and a fault where there is nothing, null alone while it is waited for. */
export function foundOrReport<File>(
  build: Pick<Build, 'faults'>,
  at: Place,
  path: string,
  found: Found<File>,
): File | null {
  switch (found.state) {
    case 'found':
      return found.file;
    case 'waiting':
      return null;
    case 'missing':
      report(build, 'schema/invalid', `There is no file "${path}".`, at);
      return null;
    case 'refused':
      report(build, found.rule, found.message, at);
      return null;
  }
}

/** A template at its site: parsed, its problems reported. One that does not parse stands as an empty one. */
export function addSite(build: Build, site: Omit<TemplateSite, 'template'>): Template {
  const { template, problems } = build.files.template(site.source);
  for (const { rule, message, hint, at, end, split } of problems) {
    const outside =
      namesPartial(site.source, at) &&
      leavesFolder(site.source.slice(at, end).replace(/^(["'])(.*)\1$/, '$2'));
    const fault = { rule: outside ? 'security/remote-include' : rule, message, at: site.place(at, end) };
    const fix = split === undefined ? null : spaceAt(site, split);
    build.faults.push({ ...fault, ...(hint ? { hint } : {}), ...(fix ? { fix } : {}) });
  }
  build.sites.push({ ...site, template });
  return template ?? { source: site.source, tree: [] };
}

/** A space between two characters of a template; null where it is not sure that they stand side by side in the file. */
function spaceAt(site: Pick<TemplateSite, 'place'>, split: number): Fix | null {
  const around = site.place(split - 1, split + 1);
  if (around.endLine !== around.line || around.endColumn !== around.column + 2) return null;
  const between = { ...around, column: around.column + 1, endColumn: around.column + 1 };
  return { what: 'Put a space between the braces.', edits: [editAt(between, ' ')] };
}

const namesPartial = (source: string, at: number): boolean =>
  /\{\{~?>\s*$/.test(source.slice(Math.max(0, at - 20), at));

/** Whether the name of a partial is a path out of the partials' folder, or no path of the project at all. */
export function leavesFolder(name: string): boolean {
  return resolveReference('', name).problem !== null || name.split('/').includes('..');
}

export type Inputs = Readonly<Record<string, Input>>;
export type SiteMessage = { readonly id: string | null; readonly role: Role; readonly guard: boolean };
