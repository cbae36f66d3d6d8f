import type { Template, TemplateNode } from '../render/template.ts';
import { addSite, type Build, foundOrReport, leavesFolder, report } from './build.ts';
import type { Place } from './place.ts';
import { below } from './reference.ts';

/** Where a template names a partial. */
type Mention = { readonly name: string; place(): Place };

/** Every partial the sites of the build reach, read as far as they are there; each becomes a site of its own. */
export function reachPartials(build: Build): Readonly<Record<string, Template>> {
  const reached = new Map<string, Template>();
  const seen = new Set<string>();
  // The list of sites grows while partials are read; the loop goes on through them.
  for (const site of build.sites) {
    for (const { name, place } of mentionsOf(site.template, (at, end) => site.place(at, end))) {
      if (seen.has(name)) continue;
      seen.add(name);
      const template = readPartial(build, name, place());
      if (template) reached.set(name, template);
    }
  }
  return Object.fromEntries(reached);
}

function readPartial(build: Build, name: string, at: Place): Template | null {
  if (leavesFolder(name)) {
    const message = `"${name}" leaves the folder of the partials.`;
    report(build, 'security/remote-include', message, at, `Name a file below "${build.config.partials}".`);
    return null;
  }
  const path = partialPath(build.config.partials, name);
  const found = build.files.text(path);
  // A missing one is a problem of the template that names it, and checkScopes says so with what there is instead.
  const file = found.state === 'missing' ? null : foundOrReport(build, at, path, found);
  if (!file) return null;
  build.faults.push(...file.faults);
  const site = { message: null, overlay: null, partial: name, kind: 'text', source: file.text } as const;
  return addSite(build, { ...site, place: (start, end) => file.place(start, end) });
}

/** File of `{{> name}}`. */
export const partialPath = (folder: string, name: string): string => `${below(folder, name)}.hbs`;

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
