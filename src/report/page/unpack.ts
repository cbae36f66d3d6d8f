import type { ReportedCase } from '../../evals/report.ts';
import type { CaseRow, PageData } from './data.ts';

/** The details of cases, opened pack by pack as they are asked for. */
export type Details = {
  read(at: number): Promise<ReportedCase>;
  /** What a search looks through, a text a case. */
  texts(): Promise<readonly string[]>;
};

export const readData = (): PageData => JSON.parse(textOf('data')) as PageData;

export const readRows = async (): Promise<readonly CaseRow[]> => (await inflate('rows')) as CaseRow[];

export function openDetails({ cases, packSize }: PageData): Details {
  const packs = new Map<number, Promise<readonly ReportedCase[]>>();
  const pack = (number: number): Promise<readonly ReportedCase[]> => {
    const opened = packs.get(number) ?? (inflate(`pack-${number}`) as Promise<readonly ReportedCase[]>);
    packs.set(number, opened);
    return opened;
  };
  let texts: Promise<readonly string[]> | null = null;
  const readTexts = async (): Promise<readonly string[]> => {
    const all: string[] = [];
    for (let number = 0; number * packSize < cases; number++) {
      for (const each of await pack(number)) all.push(searchable(each));
    }
    return all;
  };
  return {
    async read(at) {
      const found = (await pack(Math.floor(at / packSize)))[at % packSize];
      if (!found) throw new Error(`The page holds no case ${at}.`);
      return found;
    },
    texts() {
      texts ??= readTexts();
      return texts;
    },
  };
}

/** All that is said in a case, in lower case. */
const searchable = ({ base, output, assertions, error, ...rest }: ReportedCase): string =>
  [
    rest.prompt,
    rest.case,
    rest.description,
    rest.model,
    rest.locale,
    rest.variant,
    ...rest.tags,
    output,
    base?.output,
    error?.message,
    ...assertions.flatMap(({ type, metric, message, expected }) => [type, metric, message, expected]),
    ...rest.toolCalls.map((call) => JSON.stringify(call)),
  ]
    .filter(Boolean)
    .join('\n')
    .toLowerCase();

const textOf = (id: string): string => document.getElementById(id)?.textContent ?? '';

async function inflate(id: string): Promise<unknown> {
  const bytes = Uint8Array.from(atob(textOf(id)), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Response(stream).json();
}
