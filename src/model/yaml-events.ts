import {
  type Event,
  getScalarValue,
  type MappingEvent,
  parseEvents,
  type ScalarEvent,
  YAMLException,
} from 'js-yaml';
import { coreValue } from './yaml-core.ts';
import { noValue, type YamlNode, type YamlPair, type YamlScalar } from './yaml-node.ts';

/**
 * The nodes of an ordinary file, in a quarter of the time that yaml-syntax.ts takes. null: something about the file is
 * not ordinary (or wrong), and it is left to yaml-syntax.ts, which is the one that says what. Ordinary is what both
 * are held to read alike: no tabs, document marks, directives, tags, anchors or aliases, no plain or quoted text of
 * several lines, nothing empty but the value of a key, every flow collection of the plainest form.
 */
export function readOrdinary(text: string): YamlNode | null {
  if (extraordinary.test(text)) return null;
  const events = eventsOf(text);
  const [document] = events;
  if (document?.type !== type.document || document.explicitStart || document.explicitEnd) return null;
  if (document.directives.length > 0) return null;
  const reading: Reading = { text, events, next: 1, cursor: 0 };
  const node = readNode(reading);
  // What is left is the end of the one document.
  return reading.next === events.length - 1 && node?.kind !== 'scalar' ? node : null;
}

const extraordinary = /[\t\r\ufeff]|^(?:---|\.\.\.)/m;

const type = { document: 1, list: 2, map: 3, scalar: 4, pop: 6 } as const;
const flow = 2;
const keep = 3;
const styles = { 1: 'plain', 2: 'single', 3: 'double', 4: 'literal', 5: 'folded' } as const;

function eventsOf(text: string): readonly Event[] {
  try {
    return parseEvents(text, {});
  } catch (error) {
    if (error instanceof YAMLException) return [];
    throw error;
  }
}

type Reading = {
  readonly text: string;
  readonly events: readonly Event[];
  /** Index of the event that comes next. */
  next: number;
  /** Where the last node that was read ends. */
  cursor: number;
};

function readNode(reading: Reading): YamlNode | null {
  const event = reading.events[reading.next];
  reading.next += 1;
  if (!event || !('tagStart' in event) || event.tagStart !== -1 || event.anchorStart !== -1) return null;
  if (event.type === type.scalar) return readScalar(reading, event);
  return event.type === type.map
    ? readMap(reading, event)
    : readList(reading, event.start, event.style === flow);
}

function readMap(reading: Reading, { start, style }: MappingEvent): YamlNode | null {
  const isFlow = style === flow;
  // A pair in a list has no braces; a template without quotes has two.
  if (isFlow && (reading.text[start] !== '{' || reading.text[start + 1] === '{')) return null;
  reading.cursor = isFlow ? start + 1 : start;
  const pairs: YamlPair[] = [];
  while (!atEnd(reading)) {
    const key = readNode(reading);
    const value = key?.kind === 'scalar' && !isEmpty(key) && readNode(reading);
    if (!value) return null;
    pairs.push({ key, value });
  }
  // Before a key stands nothing else, unless it is written with a "?".
  if (!isFlow && pairs[0]?.key.at !== start) return null;
  const end = isFlow ? behindBracket(reading, '}') : reading.cursor;
  return end === null ? null : { kind: 'map', flow: isFlow, pairs, at: start, end };
}

function readList(reading: Reading, start: number, isFlow: boolean): YamlNode | null {
  reading.cursor = start + 1;
  const items: YamlNode[] = [];
  while (!atEnd(reading)) {
    const item = readNode(reading);
    if (!item || isEmpty(item)) return null;
    items.push(item);
  }
  const end = isFlow ? behindBracket(reading, ']') : reading.cursor;
  return end === null ? null : { kind: 'list', items, at: start, end };
}

const isEmpty = (node: YamlNode): boolean => node.at === node.end;

/** Whether a collection ends here; the event that says so is passed over. */
function atEnd(reading: Reading): boolean {
  if (reading.events[reading.next]?.type !== type.pop) return false;
  reading.next += 1;
  return true;
}

/** What may stand between the last value of a flow collection and its bracket. */
const filling = /(?:[\s,:]|#[^\n]*)*/y;

function behindBracket(reading: Reading, bracket: string): number | null {
  filling.lastIndex = reading.cursor;
  filling.test(reading.text);
  if (reading.text[filling.lastIndex] !== bracket) return null;
  reading.cursor = filling.lastIndex + 1;
  return isApart(reading) ? reading.cursor : null;
}

/** Whether a bracket or quote that closes at the cursor is followed by what may follow it. */
const isApart = ({ text, cursor }: Reading): boolean =>
  cursor === text.length || ' \n,:]}'.includes(text[cursor] ?? '');

function readScalar(reading: Reading, event: ScalarEvent): YamlScalar | null {
  const { text, cursor } = reading;
  const { valueStart, valueEnd, fast } = event;
  const style = styles[event.style];
  if (valueStart === -1) {
    const none = noValue(text, cursor);
    reading.cursor = none.end;
    return none;
  }
  if (style === 'literal' || style === 'folded') return readBlock(reading, event, style);
  const raw = text.slice(valueStart, valueEnd);
  if (style === 'plain') {
    if (raw === '<<' || raw.includes('\n')) return null;
    reading.cursor = valueEnd;
    return {
      kind: 'scalar',
      style,
      value: coreValue(raw),
      source: raw,
      indent: null,
      at: valueStart,
      end: valueEnd,
    };
  }
  reading.cursor = valueEnd + 1;
  if ((!fast && raw.includes('\n')) || !isApart(reading)) return null;
  const value = fast ? raw : getScalarValue(text, event);
  return { kind: 'scalar', style, value, source: value, indent: null, at: valueStart - 1, end: valueEnd + 1 };
}

const indicator = /[|>]/g;

/** A line of nothing but spaces, which may be content. */
const spaces = /^ +$/m;

function readBlock(reading: Reading, event: ScalarEvent, style: 'literal' | 'folded'): YamlScalar | null {
  const { text, cursor } = reading;
  const lineStart = text.lastIndexOf('\n', event.valueStart - 2) + 1;
  indicator.lastIndex = Math.max(cursor, lineStart);
  const at = indicator.exec(text)?.index ?? -1;
  if (at === -1 || at >= event.valueStart) return null;
  if (spaces.test(text.slice(event.valueStart, event.valueEnd))) return null;
  const value = getScalarValue(text, event);
  if (value === '') return null;
  const end = event.chomping === keep ? event.valueEnd : behindLastLine(text, event.valueEnd);
  reading.cursor = end;
  const explicit = /[1-9]/.test(text.slice(at + 1, at + 3));
  return {
    kind: 'scalar',
    style,
    value,
    source: value,
    indent: explicit ? event.indent : null,
    at,
    end,
  };
}

/** Behind the line break of the last line that is not empty. */
function behindLastLine(text: string, end: number): number {
  let at = end;
  while (text[at - 1] === '\n' && text[at - 2] === '\n') at -= 1;
  return at;
}
