import type { Json, Message, Overlay, Params, Part } from '../render/prompt.ts';
import {
  type Build,
  followYaml,
  type Inputs,
  membersOf,
  placeOf,
  report,
  type SiteMessage,
  topOf,
  type Written,
  within,
} from './build.ts';
import { mismatches } from './inputs.ts';
import { parseContent } from './messages.ts';
import { parsePartialOutput } from './output.ts';
import type { OverlayKind, TemplateSite } from './prompt-file.ts';
import { recordOf, textOf } from './shape.ts';
import { didYouMean } from './suggest.ts';

/** One overlay and where it was written: in the prompt file, or in a file of its own. */
export type WrittenOverlay = { readonly key: string; readonly written: Written; readonly overlay: Overlay };

/** The overlays of one kind, in the order written. `base` is what they lie over. */
export function parseOverlays(
  build: Build,
  kind: OverlayKind,
  written: Written,
  base: {
    readonly messages: readonly Message[];
    readonly guards: ReadonlySet<string>;
    readonly inputs: Inputs;
  },
): readonly WrittenOverlay[] {
  return membersOf(written).flatMap(({ key, written: entry }) => {
    const body = overlayBody(build, entry);
    if (!body) return [];
    const overlay: Overlay = {
      ...optional('messages', patches(build, { kind, key }, within(body, 'messages'), base)),
      ...optional('params', recordOf(within(body, 'params').value) as Params | null),
      ...optional('inputs', newDefaults(build, within(body, 'inputs'), base.inputs)),
      ...optional('output', partialOutput(build, within(body, 'output'))),
    };
    return [{ key, written: body, overlay }];
  });
}

function overlayBody(build: Build, entry: Written): Written | null {
  const reference = textOf(entry.value);
  if (reference === null) return recordOf(entry.value) ? entry : null;
  const followed = followYaml(build, { path: entry.file.path, at: placeOf(entry) }, reference, 'overlay');
  return followed && recordOf(followed.meant.value) ? topOf(followed.meant) : null;
}

function optional<Key extends keyof Overlay>(
  key: Key,
  value: Overlay[Key] | null,
): Pick<Overlay, Key> | object {
  return value === null || (typeof value === 'object' && Object.keys(value).length === 0)
    ? {}
    : { [key]: value };
}

function partialOutput(build: Build, written: Written): Overlay['output'] | null {
  return written.value === undefined ? null : parsePartialOutput(build, written);
}

function patches(
  build: Build,
  overlay: NonNullable<TemplateSite['overlay']>,
  written: Written,
  base: { readonly messages: readonly Message[]; readonly guards: ReadonlySet<string> },
): Overlay['messages'] | null {
  const ids = base.messages.flatMap((message) =>
    message.type === 'message' && message.id ? [message.id] : [],
  );
  const patched = membersOf(written).flatMap(({ key: id, written: content }): [string, readonly Part[]][] => {
    const target = base.messages.find((message) => message.type === 'message' && message.id === id);
    if (target?.type !== 'message') {
      const hint =
        didYouMean(id, ids) ?? (ids.length > 0 ? `Its ids are ${quoted(ids)}.` : 'None of them has an "id".');
      const at = placeOf(content, 'key');
      report(build, 'overlay/unknown-message', `The prompt has no message with the id "${id}".`, at, hint);
      return [];
    }
    const message: SiteMessage = { id, role: target.role, guard: base.guards.has(id) };
    return [[id, parseContent(build, contentOf(content), message, overlay)]];
  });
  return written.value === undefined ? null : Object.fromEntries(patched);
}

/** A patch is the content itself, or a mapping with `content`. */
const contentOf = (written: Written): Written =>
  recordOf(written.value) ? within(written, 'content') : written;

function newDefaults(build: Build, written: Written, inputs: Inputs): Overlay['inputs'] | null {
  const defaults = membersOf(written).flatMap(
    ({ key: name, written: entry }): [string, { default: Json }][] => {
      const input = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
      const value = within(entry, 'default');
      if (!input) {
        const hint = didYouMean(name, Object.keys(inputs));
        report(
          build,
          'template/undefined-variable',
          `The input "${name}" is not declared.`,
          placeOf(entry, 'key'),
          hint,
        );
        return [];
      }
      if (value.value === undefined) return [];
      for (const { at, message } of mismatches(build, input.schema, value, name)) {
        report(build, 'vars/default-mismatch', `The default of "${name}" does not fit: ${message}`, at);
      }
      return [[name, { default: value.value }]];
    },
  );
  return written.value === undefined ? null : Object.fromEntries(defaults);
}

const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ');
