/**
 * Whether Handlebars takes a value for the scope it already stands in, so that `../` does not gain a step. It compares
 * with `==`: `1` and `"1"` are one scope, and so are `["a"]` and `"a"`. Only a data object's own `toString` is left out.
 */
export function isSameContext(left: unknown, right: unknown): boolean {
  if (isObject(left)) return isObject(right) ? left === right : equalsPrimitive(left, right);
  if (isObject(right)) return equalsPrimitive(right, left);
  // biome-ignore lint/suspicious/noDoubleEquals: the comparison Handlebars makes
  return left == right;
}

function equalsPrimitive(value: object, primitive: unknown): boolean {
  if (!Array.isArray(value) || primitive === null || primitive === undefined) return false;
  if (typeof primitive === 'string') return joinsTo(value, primitive);
  const text = value.length === 0 ? '' : value[0];
  return value.length < 2 && !isObject(text) && Number(String(text ?? '')) === Number(primitive);
}

/** `list.join(',') === text`, without building it: it costs no more than the text is long. */
function joinsTo(list: readonly unknown[], text: string): boolean {
  let at = 0;
  for (const [index, element] of list.entries()) {
    if (isObject(element)) return false;
    if (index > 0) {
      if (text[at] !== ',') return false;
      at += 1;
    }
    const part = String(element ?? '');
    if (!text.startsWith(part, at)) return false;
    at += part.length;
  }
  return at === text.length;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
