import type { Message, Part } from '../render/prompt.ts';
import {
  addSite,
  type Build,
  type Inputs,
  itemsOf,
  placeOf,
  report,
  type SiteMessage,
  type Written,
  within,
} from './build.ts';
import { checkHistory } from './check-templates.ts';
import type { TemplateSite } from './prompt-file.ts';
import { numberOf, oneOf, recordOf, textOf } from './shape.ts';

const roles = ['system', 'user', 'assistant', 'tool'] as const;
const partTypes = ['text', 'image', 'audio', 'file'] as const;

/** The messages of a prompt with their templates; what is no message at all the schema has reported. */
export function parseMessages(build: Build, written: Written, inputs: Inputs): readonly Message[] {
  const messages = itemsOf(written).flatMap((item) => {
    const message = parseMessage(build, item);
    return message ? [{ message, item }] : [];
  });
  checkSystemFirst(build, messages);
  checkIds(build, messages);
  checkHistory(build, messages, inputs);
  return messages.map(({ message }) => message);
}

type Placed = { readonly message: Message; readonly item: Written };

function parseMessage(build: Build, item: Written): Message | null {
  const record = recordOf(item.value);
  if (!record) return null;
  if (record['examples'] === true) return { type: 'examples' };
  const input = textOf(record['history']);
  if (input !== null) return { type: 'history', input, last: numberOf(record['last']) };
  const role = oneOf(record['role'], roles);
  if (role === null) return null;
  const message = { id: textOf(record['id']), role, guard: record['guard'] === true };
  const content = parseContent(build, within(item, 'content'), message, null);
  return { type: 'message', id: message.id, role, cache: record['cache'] === true, content };
}

/** One template, or a list of parts with one template each. */
export function parseContent(
  build: Build,
  content: Written,
  message: SiteMessage,
  overlay: TemplateSite['overlay'],
): readonly Part[] {
  const text = textOf(content.value);
  if (text !== null) return [parsePart(build, content, text, 'text', message, overlay)];
  return itemsOf(content).flatMap((item) => {
    const type = partTypes.find((name) => textOf(within(item, name).value) !== null);
    if (!type) return [];
    const source = within(item, type);
    return [parsePart(build, source, textOf(source.value) ?? '', type, message, overlay)];
  });
}

function parsePart(
  build: Build,
  { file, path }: Written,
  source: string,
  kind: TemplateSite['kind'],
  message: SiteMessage,
  overlay: TemplateSite['overlay'],
): Part {
  const place = (start: number, end: number) => file.placeInText(path, start, end);
  const template = addSite(build, { message, overlay, partial: null, kind, source, place });
  return kind === 'text' ? { type: 'text', text: template } : { type: kind, source: template };
}

function checkSystemFirst(build: Build, messages: readonly Placed[]): void {
  const first = messages.findIndex(({ message }) => !isSystem(message));
  if (first === -1) return;
  for (const { message, item } of messages.slice(first)) {
    if (!isSystem(message)) continue;
    const text = 'A system message stands after another one: not every provider takes it there.';
    report(build, 'schema/invalid', text, placeOf(item), 'Move it before the first message of another role.');
  }
}

const isSystem = (message: Message) => message.type === 'message' && message.role === 'system';

function checkIds(build: Build, messages: readonly Placed[]): void {
  const seen = new Set<string>();
  for (const { message, item } of messages) {
    if (message.type !== 'message' || message.id === null) continue;
    if (seen.has(message.id)) {
      const text = `There is already a message with the id "${message.id}".`;
      report(
        build,
        'schema/invalid',
        text,
        placeOf(within(item, 'id')),
        'Give each message an id of its own.',
      );
    }
    seen.add(message.id);
  }
}
