import type { Place } from '../model/place.ts';
import type { PromptFile } from '../model/prompt-file.ts';
import type { DataLine, Facts } from './facts.ts';

export type PlacedLine = { readonly line: DataLine; at(start: number, end: number): Place };

/** The suspicious lines of the files a prompt and its cases name but that are not parsed with them. */
export function* dataLinesOf({ reads }: PromptFile, { lines }: Facts): Generator<PlacedLine> {
  for (const path of reads) {
    for (const each of lines[path] ?? []) {
      const { line, column } = each;
      const at = (start: number, end: number): Place => ({
        path,
        line,
        column: column + start,
        endLine: line,
        endColumn: column + end,
      });
      yield { line: each, at };
    }
  }
}
