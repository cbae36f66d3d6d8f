/**
 * Elements of a text that are closed and have nothing unclosed in them, outermost ones only, in order. One pass: each
 * tag is put on the stack once and taken off once.
 */
export function findElements(text: string): readonly string[] {
  const open: Open[] = [];
  const depthOf = new Map<string, number>();
  const found: Span[] = [];
  const close = (end: number | null): void => {
    const element = open.pop();
    if (!element) return;
    depthOf.set(element.name, (depthOf.get(element.name) ?? 1) - 1);
    const parent = open.at(-1);
    if (parent && (end === null || element.broken)) parent.broken = true;
    if (end !== null && !element.broken) found.push({ at: element.at, end });
  };
  for (const { name, kind, at, end } of tagsOf(text)) {
    if (kind !== 'close') {
      open.push({ name, at, broken: false });
      depthOf.set(name, (depthOf.get(name) ?? 0) + 1);
      if (kind === 'empty') close(end);
    } else if ((depthOf.get(name) ?? 0) > 0) {
      while (open.at(-1)?.name !== name) close(null);
      close(end);
    }
  }
  return outermost(found).map(({ at, end }) => text.slice(at, end));
}

type Span = { readonly at: number; readonly end: number };

type Open = { readonly name: string; readonly at: number; broken: boolean };

type Tag = Span & { readonly name: string; readonly kind: 'open' | 'close' | 'empty' };

/** One tag with its quoted attributes; no `<` inside, so that a stray one never swallows what follows. */
const tag = /<\/?([A-Za-z_][\w.:-]*)(?=[\s/>])(?:[^<>"']|"[^"<]*"|'[^'<]*')*>/y;

/** Comments and CDATA are passed over whole: what looks like a tag inside them is none. */
const passedOver = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
] as const;

function* tagsOf(text: string): Generator<Tag> {
  const never = new Set<string>();
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at)) {
    const hidden = passedOver.find(([begin]) => text.startsWith(begin, at));
    if (hidden) {
      const [begin, finish] = hidden;
      const end = never.has(finish) ? -1 : text.indexOf(finish, at + begin.length);
      if (end === -1) never.add(finish);
      at = end === -1 ? at + begin.length : end + finish.length;
      continue;
    }
    tag.lastIndex = at;
    const match = tag.exec(text);
    const end = match ? tag.lastIndex : at + 1;
    if (match?.[1] !== undefined) {
      const kind = text[at + 1] === '/' ? 'close' : text[end - 2] === '/' ? 'empty' : 'open';
      yield { name: match[1], kind, at, end };
    }
    at = end;
  }
}

function outermost(found: readonly Span[]): readonly Span[] {
  const kept: Span[] = [];
  for (const element of [...found].sort((a, b) => a.at - b.at || b.end - a.end)) {
    if (element.at >= (kept.at(-1)?.end ?? 0)) kept.push(element);
  }
  return kept;
}
