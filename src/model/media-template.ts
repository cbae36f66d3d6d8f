import type { Template } from '../render/template.ts';
import { type Build, type Inputs, report } from './build.ts';
import type { TemplateSite } from './prompt-file.ts';
import { didYouMean } from './suggest.ts';

/**
 * The input that a media part shows. Its template is one tag that names an input of the part's kind (a `file` part takes
 * any media): rendered text never becomes a picture. null and a fault otherwise.
 */
export function checkMediaTemplate(build: Build, site: TemplateSite, inputs: Inputs): string | null {
  if (!site.template) return null;
  const at = site.place(0, site.source.length);
  const name = onlyInput(site.template);
  const fitting = Object.keys(inputs).filter((input) => fits(site.kind, inputs[input]?.kind));
  if (name === null) {
    const hint = `Write one tag, such as "{{${fitting[0] ?? 'picture'}}}".`;
    report(build, 'schema/invalid', `"${site.kind}" takes the name of an input and nothing else.`, at, hint);
    return null;
  }
  const input = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
  if (!input) {
    const hint = didYouMean(name, fitting) ?? `Declare it: "${name}: { type: ${site.kind} }".`;
    report(build, 'template/undefined-variable', `The input "${name}" is not declared.`, at, hint);
    return null;
  }
  if (!fits(site.kind, input.kind)) {
    const message = `The input "${name}" holds no ${site.kind}: its type is not "${site.kind}".`;
    report(
      build,
      'schema/invalid',
      message,
      at,
      didYouMean(name, fitting) ?? `Give it "type: ${site.kind}".`,
    );
  }
  return name;
}

function fits(part: TemplateSite['kind'], input: string | undefined): boolean {
  if (part === 'file') return input === 'image' || input === 'audio' || input === 'file';
  return input === part;
}

function onlyInput({ tree }: Template): string | null {
  const [node, ...others] = tree;
  if (node?.type !== 'print' || others.length > 0 || node.value.type !== 'path') return null;
  const { depth, data, segments } = node.value;
  return depth === 0 && !data && segments.length === 1 ? (segments[0] ?? null) : null;
}
