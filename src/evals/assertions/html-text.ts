import type { DefaultTreeAdapterTypes, ParserError } from 'parse5';

type Node =
  | DefaultTreeAdapterTypes.ChildNode
  | DefaultTreeAdapterTypes.Document
  | DefaultTreeAdapterTypes.DocumentFragment;

/** Loads the parser; what it returns says why a text is not HTML, or null where it is. */
export async function loadHtml(): Promise<(text: string) => string | null> {
  const { parse, parseFragment } = await import('parse5');
  return (text) => {
    const trimmed = text.trim();
    if (trimmed === '') return 'it is empty';
    if (!trimmed.startsWith('<')) return 'it does not begin with a tag';
    const errors: ParserError[] = [];
    const options = {
      sourceCodeLocationInfo: true,
      onParseError: (error: ParserError) => void errors.push(error),
    } as const;
    const whole = /^<(?:!doctype|html|head|body)[\s>]/i.test(trimmed);
    const root = whole ? parse(trimmed, options) : parseFragment(trimmed, options);
    const stray = whole ? null : strayText(root);
    const error = errors.find(({ code }) => !harmless.has(code));
    if (stray) return stray;
    if (error)
      return `${error.code.replaceAll('-', ' ')} (line ${error.startLine}, column ${error.startCol})`;
    return elementProblem(root);
  };
}

/** `<br/>` is how many write it, and a fragment has no doctype. */
const harmless: ReadonlySet<string> = new Set([
  'missing-doctype',
  'non-void-html-element-start-tag-with-trailing-solidus',
]);

function strayText(root: DefaultTreeAdapterTypes.ParentNode): string | null {
  let elements = 0;
  for (const node of root.childNodes) {
    if (node.nodeName === '#text' && 'value' in node && node.value.trim() !== '') {
      return `text stands outside the elements: ${JSON.stringify(node.value.trim().slice(0, 40))}`;
    }
    if ('tagName' in node) elements += 1;
  }
  return elements === 0 ? 'it has no element' : null;
}

/** Walks with its own stack: an answer may nest deeper than the call stack. */
function elementProblem(root: Node): string | null {
  const pending: Node[] = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if ('tagName' in node && node.sourceCodeLocation && node.namespaceURI.endsWith('/xhtml')) {
      const { tagName, sourceCodeLocation: at } = node;
      const where = `(line ${at.startLine}, column ${at.startCol})`;
      if (!elements.has(tagName) && !tagName.includes('-')) return `<${tagName}> is no HTML element ${where}`;
      if (at.startTag && !at.endTag && !mayStayOpen.has(tagName))
        return `<${tagName}> is never closed ${where}`;
    }
    if ('childNodes' in node) pending.push(...[...node.childNodes].reverse());
    if ('content' in node) pending.push(node.content);
  }
  return null;
}

/** Void elements, and those whose end tag the standard lets one leave out. */
const mayStayOpen: ReadonlySet<string> = new Set(
  `area base br col embed hr img input link meta source track wbr html head body li dt dd p rt rp optgroup option
  colgroup caption thead tbody tfoot tr td th`.split(/\s+/),
);

const elements: ReadonlySet<string> = new Set(
  `html head title base link meta style body article section nav aside h1 h2 h3 h4 h5 h6 hgroup header footer address
  p hr pre blockquote ol ul menu li dl dt dd figure figcaption main search div a em strong small s cite q dfn abbr ruby
  rt rp data time code var samp kbd sub sup i b u mark bdi bdo span br wbr ins del picture source img iframe embed
  object video audio track map area math svg table caption colgroup col tbody thead tfoot tr td th form label input
  button select datalist optgroup option textarea output progress meter fieldset legend selectedcontent details summary
  dialog script noscript template slot canvas center font big strike tt acronym nobr marquee frameset frame noframes
  dir param applet`.split(/\s+/),
);
