import type { FileKind } from './validate.ts';
import type { YamlPath } from './yaml-file.ts';

/** A value that a reader takes for text. `template`: it is sent to a model, so that its line breaks count. */
export type TextPath = { readonly path: YamlPath; readonly template: boolean };

/** The text-valued places of a hand-written file. */
export function* textsOfFile(kind: FileKind, value: unknown): Generator<TextPath> {
  const top = record(value);
  if ('description' in top) yield plain('description');
  switch (kind) {
    case 'prompt':
      yield* messageTexts(top['messages']);
      for (const overlays of ['locales', 'variants', 'models']) {
        for (const [key, overlay] of Object.entries(record(top[overlays]))) {
          yield* overlayTexts(overlay, [overlays, key]);
        }
      }
      for (const index of list(top['examples']).keys()) {
        yield plain('examples', index, 'input');
        yield plain('examples', index, 'output');
      }
      return;
    case 'overlay':
      yield* overlayTexts(top, []);
      return;
    case 'test':
      yield* caseTexts(top['defaultTest'], ['defaultTest']);
      for (const [index, entry] of list(top['tests']).entries()) yield* caseTexts(entry, ['tests', index]);
      return;
    case 'tool':
    case 'config':
    case 'pricing':
    case 'traffic':
    case 'approvals':
    case 'policy':
    case 'channels':
      return;
  }
}

const plain = (...path: YamlPath): TextPath => ({ path, template: false });

function* messageTexts(messages: unknown): Generator<TextPath> {
  for (const [index, message] of list(messages).entries()) {
    if ('content' in record(message))
      yield* contentTexts(record(message)['content'], ['messages', index, 'content']);
  }
}

function* contentTexts(content: unknown, path: YamlPath): Generator<TextPath> {
  if (!Array.isArray(content)) {
    yield { path, template: true };
    return;
  }
  for (const [index, part] of content.entries()) {
    if ('text' in record(part)) yield { path: [...path, index, 'text'], template: true };
  }
}

function* overlayTexts(overlay: unknown, path: YamlPath): Generator<TextPath> {
  for (const [id, patch] of Object.entries(record(record(overlay)['messages']))) {
    const at = [...path, 'messages', id];
    if ('content' in record(patch)) yield* contentTexts(record(patch)['content'], [...at, 'content']);
    else yield* contentTexts(patch, at);
  }
}

function* caseTexts(entry: unknown, path: YamlPath): Generator<TextPath> {
  const record_ = record(entry);
  for (const key of ['description', 'vars', 'expected']) if (key in record_) yield plain(...path, key);
  yield* assertionTexts(record_['assert'], [...path, 'assert']);
  for (const [index, turn] of list(record_['turns']).entries()) {
    const at = [...path, 'turns', index];
    if ('user' in record(turn)) yield plain(...at, 'user');
    yield* assertionTexts(record(turn)['assert'], [...at, 'assert']);
  }
}

function* assertionTexts(assertions: unknown, path: YamlPath): Generator<TextPath> {
  for (const [index, assertion] of list(assertions).entries()) {
    if ('value' in record(assertion)) yield plain(...path, index, 'value');
    yield* assertionTexts(record(assertion)['assert'], [...path, index, 'assert']);
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
