/** How a piece of text is meant; each drawer has one look per tone. */
export type Tone = 'plain' | 'good' | 'bad' | 'warn' | 'muted' | 'strong' | 'code';

export type Span = {
  readonly text: string;
  readonly tone: Tone;
  /** Words of ours, in which backticks hold what is typed. A file or model may have put a name among them. */
  readonly prose?: true;
};

export type Line = readonly Span[];

/** A report as people read it, in no format yet. Every text in it is untrusted: drawers make it inert. */
export type Block =
  | { readonly type: 'line'; readonly spans: Line }
  | { readonly type: 'list'; readonly items: readonly Line[] }
  | {
      readonly type: 'table';
      readonly columns: readonly Column[];
      readonly rows: readonly (readonly Line[])[];
    }
  | { readonly type: 'code'; readonly text: string; readonly language: string }
  | { readonly type: 'difference'; readonly expected: string; readonly actual: string }
  | { readonly type: 'patch'; readonly text: string }
  | {
      readonly type: 'section';
      readonly title: Line;
      readonly blocks: readonly Block[];
      /** Left out first where there is too little room for all, the last of them before the others. */
      readonly detail?: true;
    };

export type Column = {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** May be cut short where the room is narrow, `first`: before the others; what decides anything may not. */
  readonly shrinks?: true | 'first';
  /** May be left out where there is no room at all; `last`: after the others. */
  readonly optional?: true | 'last';
};

export type Document = { readonly title: string; readonly blocks: readonly Block[] };

const span =
  (tone: Tone) =>
  (text: string): Span => ({ text, tone });

export const plain = span('plain');
export const good = span('good');
export const bad = span('bad');
export const warn = span('warn');
export const muted = span('muted');
export const strong = span('strong');
export const code = span('code');
export const prose = (text: string, tone: Tone = 'plain'): Span => ({ text, tone, prose: true });

export const line = (...spans: readonly Span[]): Block => ({ type: 'line', spans });

/** A titled list; nothing where it would be empty. */
export const group = (title: string, items: readonly Line[]): readonly Block[] =>
  items.length === 0 ? [] : [{ type: 'section', title: [strong(title)], blocks: [{ type: 'list', items }] }];

/** `1 case`, `2 cases`. */
export const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
