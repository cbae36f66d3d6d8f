import { recordOf } from './shape.ts';
import type { YamlFile, YamlPath } from './yaml-file.ts';

/** A key, or a value of a closed list, that is misspelt: where it stands as it is written, and what was meant. */
export type Respelling = { readonly part: 'key' | 'value'; readonly path: YamlPath; readonly to: string };

/**
 * The file read as if it were spelt right, so that what stands under a misspelt key is not called missing. Places are
 * those of the file as it stands.
 */
export function respell(file: YamlFile, respellings: readonly Respelling[]): YamlFile {
  const keys = respellings.filter(({ part }) => part === 'key');
  const written = new Map(keys.map((each) => [pointerOf(meantPath(each)), each.path.at(-1) ?? '']));
  const asWritten = (path: YamlPath): YamlPath =>
    path.map((step, at) => written.get(pointerOf(path.slice(0, at + 1))) ?? step);
  return {
    ...file,
    value: respellings.reduce((value, each) => respelt(value, each, each.path), file.value),
    placeOf: (path, part) => file.placeOf(asWritten(path), part),
    placeInText: (path, start, end) => file.placeInText(asWritten(path), start, end),
  };
}

/** Those under which nothing is wrong; `wrong`: JSON pointers to what is, where all are done. */
export const soundOnes = (respellings: readonly Respelling[], wrong: readonly string[]) =>
  respellings.filter((each) => {
    const pointer = pointerOf(meantPath(each));
    return !wrong.some((other) => other === pointer || other.startsWith(`${pointer}/`));
  });

const meantPath = ({ part, path, to }: Respelling): YamlPath =>
  part === 'key' ? [...path.slice(0, -1), to] : path;

const pointerOf = (path: YamlPath): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** A copy along `path`, with the key in its place. */
function respelt(value: unknown, each: Respelling, [step, ...rest]: YamlPath): unknown {
  if (step === undefined) return each.to;
  if (Array.isArray(value))
    return value.map((item, index) => (index === step ? respelt(item, each, rest) : item));
  const isLast = rest.length === 0 && each.part === 'key';
  const entries = Object.entries(recordOf(value) ?? {}).map(([key, held]) => {
    if (key !== step) return [key, held] as const;
    return isLast ? ([each.to, held] as const) : ([key, respelt(held, each, rest)] as const);
  });
  return Object.fromEntries(entries);
}
