import type { Message } from '../render/prompt.ts';
import type { Template } from '../render/template.ts';
import { type Build, type Inputs, placeOf, report, type Written } from './build.ts';
import { groupBy } from './group.ts';
import { checkMediaTemplate } from './media-template.ts';
import type { Place } from './place.ts';
import type { TemplateSite } from './prompt-file.ts';
import { checkScopes } from './scope.ts';
import { didYouMean } from './suggest.ts';

type Partials = Readonly<Record<string, Template>>;

/** Checks every template of the prompt against its inputs, where each stands, and that translations use the same ones. */
export function checkTemplates(build: Build, inputs: Inputs, partials: Partials): void {
  const used = new Map<TemplateSite, ReadonlySet<string>>();
  for (const site of build.sites) {
    if (site.message === null) continue;
    if (site.kind === 'text') used.set(site, checkText(build, site, inputs, partials));
    else {
      const name = checkMediaTemplate(build, site, inputs);
      used.set(site, new Set(name === null ? [] : [name]));
    }
  }
  checkLocales(build, used);
}

function checkText(
  build: Build,
  site: TemplateSite,
  inputs: Inputs,
  partials: Partials,
): ReadonlySet<string> {
  if (!site.template) return new Set();
  const { problems, used } = checkScopes(site.template, inputs, partials);
  for (const { rule, message, hint, at, end, partial } of problems) {
    // Which partials are not there was reported when they were looked for.
    if (rule === 'template/missing-partial') continue;
    const origin = partial === null ? site : build.sites.find((other) => other.partial === partial);
    report(build, rule, message, (origin ?? site).place(at, end), hint);
  }
  return used;
}

/** A translated message uses exactly the variables of the one it translates. */
function checkLocales(build: Build, used: ReadonlyMap<TemplateSite, ReadonlySet<string>>): void {
  const sites = [...used.keys()];
  if (sites.some(({ template }) => template === null)) return;
  const namesOf = (some: readonly TemplateSite[]) =>
    new Set(some.flatMap((site) => [...(used.get(site) ?? [])]));
  const groups = groupBy(
    sites.filter(({ overlay }) => overlay?.kind === 'locales'),
    ({ overlay, message }) => `${overlay?.key}\n${message?.id}`,
  );
  for (const group of groups.values()) {
    const [first] = group;
    const source = sites.filter(
      ({ overlay, message }) => overlay === null && message?.id === first?.message?.id,
    );
    if (!first || source.length === 0) continue;
    const [wanted, given] = [namesOf(source), namesOf(group)];
    const where = `"${first.message?.id}" in locale "${first.overlay?.key}"`;
    const at = first.place(0, first.source.length);
    for (const name of wanted) {
      if (!given.has(name)) report(build, 'locale/variables', `Message ${where} does not use "${name}".`, at);
    }
    for (const name of given) {
      const message = `Message ${where} uses "${name}", which the source does not.`;
      if (!wanted.has(name)) report(build, 'locale/variables', message, mentionOf(group, name) ?? at);
    }
  }
}

/** Where a name first stands between braces; null: only partials use it. */
function mentionOf(sites: readonly TemplateSite[], name: string): Place | null {
  for (const { source, place } of sites) {
    for (let at = source.indexOf(name); at >= 0; at = source.indexOf(name, at + 1)) {
      const isInside = source.lastIndexOf('{{', at) > source.lastIndexOf('}}', at);
      const isWhole = !/\w/.test((source[at - 1] ?? '') + (source[at + name.length] ?? ''));
      if (isInside && isWhole) return place(at, at + name.length);
    }
  }
  return null;
}

/** `history` names an input that holds a conversation. */
export function checkHistory(
  build: Build,
  messages: readonly { readonly message: Message; readonly item: Written }[],
  inputs: Inputs,
): void {
  const conversations = Object.keys(inputs).filter((name) => inputs[name]?.kind === 'messages');
  for (const { message, item } of messages) {
    if (message.type !== 'history' || conversations.includes(message.input)) continue;
    const at = placeOf({ ...item, path: [...item.path, 'history'] });
    const declared = Object.hasOwn(inputs, message.input);
    const hint =
      didYouMean(message.input, conversations) ?? `Declare it: "${message.input}: { type: messages }".`;
    if (declared) {
      const text = `The input "${message.input}" holds no conversation: its type is not "messages".`;
      report(build, 'schema/invalid', text, at, hint);
    } else {
      report(build, 'template/undefined-variable', `The input "${message.input}" is not declared.`, at, hint);
    }
  }
}
