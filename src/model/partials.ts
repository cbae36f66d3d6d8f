import type { Template, TemplateNode } from '../render/template.ts';
import { addSite, type Build, foundOrReport, leavesFolder, report } from './build.ts';
import type { TextFile } from './files.ts';
import type { Place } from './place.ts';
import { below } from './reference.ts';
import { didYouMean } from './suggest.ts';

/** Where a template names a partial. */
type Mention = { readonly name: string; place(): Place };

/** Every partial the sites of the build reach, read as far as they are there; each becomes a site of its own. */
export function reachPartials(build: Build): Readonly<Record<string, Template>> {
  const reached = new Map<string, Template | null>();
  // The list of sites grows while partials are read; the loop goes on through them.
  for (const site of build.sites) {
    for (const { name, place } of mentionsOf(site.template, (at, end) => site.place(at, end))) {
      if (reached.get(name)) continue;
      reached.set(name, readPartial(build, name, place));
    }
  }
  const read = [...reached].filter((entry): entry is [string, Template] => entry[1] !== null);
  return Object.fromEntries(read);
}

function readPartial(build: Build, name: string, place: () => Place): Template | null {
  if (leavesFolder(name)) {
    const message = `"${name}" leaves the folder of the partials.`;
    report(
      build,
      'security/remote-include',
      message,
      place(),
      `Name a file below "${build.config.partials}".`,
    );
    return null;
  }
  const path = partialPath(build.config.partials, name);
  const found = build.files.text(path);
  if (found.state === 'missing') {
    const hint = didYouMean(name, build.partialNames) ?? `It would be "${path}".`;
    report(build, 'template/missing-partial', `There is no partial "${name}".`, place(), hint);
    return null;
  }
  const file = found.state === 'found' ? found.file : foundOrReport<TextFile>(build, place(), path, found);
  if (!file) return null;
  build.faults.push(...file.faults);
  const origin = { message: null, overlay: null, partial: name, kind: 'text', source: file.text } as const;
  return addSite(build, { ...origin, place: (start, end) => file.place(start, end) });
}

export const partialEnding = '.hbs';

/** File of `{{> name}}`. */
export const partialPath = (folder: string, name: string): string => below(folder, name) + partialEnding;

/** Names of the partials among some files, for "did you mean". */
export function partialNamesOf(folder: string, paths: readonly string[]): readonly string[] {
  const start = below(folder, '');
  return paths
    .filter((path) => path.startsWith(start) && path.endsWith(partialEnding))
    .map((path) => path.slice(start.length, -partialEnding.length));
}

function mentionsOf(
  template: Template | null,
  place: (at: number, end: number) => Place,
): readonly Mention[] {
  const mentions: Mention[] = [];
  const visit = (nodes: readonly TemplateNode[]): void => {
    for (const node of nodes) {
      if (node.type === 'partial') mentions.push({ name: node.name, place: () => place(node.at, node.end) });
      if (node.type === 'block') {
        visit(node.body);
        visit(node.inverse ?? []);
      }
    }
  };
  visit(template?.tree ?? []);
  return mentions;
}
