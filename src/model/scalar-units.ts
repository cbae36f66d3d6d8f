/** A text in the making: each UTF-16 unit of the value with where it begins and ends in the source. */
export type Units = { readonly text: string[]; readonly starts: number[]; readonly ends: number[] };

/** Adds a text that stands at [start, end): unit for unit where the lengths agree, else all of it for each unit. */
export function push(units: Units, text: string, start: number, end: number): void {
  const exact = text.length === end - start;
  for (let i = 0; i < text.length; i += 1) {
    units.text.push(text[i] ?? '');
    units.starts.push(exact ? start + i : start);
    units.ends.push(exact ? start + i + 1 : end);
  }
}

/** The line breaks at these offsets, as folding leaves them; `keep`: unfolded. */
export function pushBreaks(units: Units, breaks: readonly number[], keep: boolean): void {
  const [first] = breaks;
  if (first === undefined) return;
  if (breaks.length === 1 && !keep) push(units, ' ', first, first + 1);
  for (const at of keep ? breaks : breaks.slice(1)) push(units, '\n', at, at + 1);
}
