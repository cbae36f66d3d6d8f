import type { Format } from 'ajv';

export type HasFormat = (format: string, value: string | number) => boolean;

/** No honest text of a format is longer, and on longer ones some of the expressions take too much time. */
const maxText = 2_000;

/** Whether a value has one of JSON Schema's formats. A format nobody knows, every value has. */
export async function loadHasFormat(): Promise<HasFormat> {
  const {
    default: { fullFormats },
  } = await import('ajv-formats/dist/formats.js');
  const formats = new Map<string, Format>(Object.entries(fullFormats));
  return (name, value) => {
    const format = formats.get(name);
    if (format === undefined || format === true) return true;
    if (typeof value === 'string' && value.length > maxText) return typeOf(format) !== 'string';
    return typeof value === typeOf(format) ? hasFormat(format, value) : true;
  };
}

const typeOf = (format: Format): string =>
  typeof format === 'object' && 'type' in format ? (format.type ?? 'string') : 'string';

function hasFormat(format: Format, value: string | number): boolean {
  if (format instanceof RegExp) return format.test(String(value));
  if (typeof format === 'string') return true;
  const check = typeof format === 'function' ? format : format === true ? () => true : format.validate;
  if (check instanceof RegExp) return check.test(String(value));
  return typeof check === 'function' ? (check as (value: string | number) => boolean)(value) : true;
}
