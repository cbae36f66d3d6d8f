import { isDate, luhn, mod1110, verhoeff, weighted } from './check-digits.ts';

/** A country's number for a person. */
export type NationalId = {
  readonly what: string;
  /** How it is written, with the `g` flag. */
  readonly pattern: RegExp;
  /** Words that must stand in the same line: without them too many other numbers pass the check. */
  readonly context?: RegExp;
  /** Whether the check digits hold; gets the match without spaces, dots and dashes. */
  holds(compact: string): boolean;
};

const at = (digits: string, from: number, length = 2): number => Number(digits.slice(from, from + length));

const remainder11 = (sum: number): number => (sum % 11 < 2 ? 0 : 11 - (sum % 11));

const counting = (from: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => from - index);

/** Only numbers with check digits. */
export const nationalIds: readonly NationalId[] = [
  {
    what: 'a Brazilian CPF',
    pattern: /(?<![\d.-])\d{3}\.\d{3}\.\d{3}-\d{2}(?![\d-])/g,
    holds: (id) =>
      !/^(\d)\1+$/.test(id) &&
      remainder11(weighted(id, counting(10, 9))) === Number(id[9]) &&
      remainder11(weighted(id, counting(11, 10))) === Number(id[10]),
  },
  {
    what: 'a Spanish DNI or NIE',
    pattern: /(?<![\w-])(?:\d{8}|[XYZ]-?\d{7})-?[A-HJ-NP-TV-Z](?![\w-])/g,
    holds: (id) =>
      'TRWAGMYFPDXBNJZSQVHLCKE'[
        Number(id.slice(0, -1).replace(/^[XYZ]/, (c) => String('XYZ'.indexOf(c)))) % 23
      ] === id.at(-1),
  },
  {
    what: 'an Italian codice fiscale',
    pattern: /(?<!\w)[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z](?!\w)/g,
    holds: fiscalCode,
  },
  {
    what: 'a French social security number',
    pattern: /(?<![\d-])[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}(?![\d-])/g,
    holds: (id) => {
      const number = id.slice(0, -2).replace('2A', '19').replace('2B', '18');
      return Number(BigInt(number) % 97n) === 97 - at(id, id.length - 2);
    },
  },
  {
    what: 'a German tax number',
    pattern: /(?<![\d-])[1-9]\d ?\d{3} ?\d{3} ?\d{3}(?![\d-])/g,
    context: /steuer|tax.?id|\bidnr|\btin\b/i,
    holds: mod1110,
  },
  {
    what: 'a Dutch BSN',
    pattern: /(?<![\d-])\d{9}(?![\d-])/g,
    context: /\bbsn\b|burgerservicenummer|sofi/i,
    holds: (id) => Number(id) > 0 && weighted(id, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0,
  },
  {
    what: 'a Belgian national number',
    pattern: /(?<![\d.-])\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}(?![\d-])/g,
    holds: (id) =>
      [id.slice(0, 9), `2${id.slice(0, 9)}`].some((number) => 97 - (Number(number) % 97) === at(id, 9)),
  },
  {
    what: 'a Swedish personal number',
    pattern: /(?<![\d-])(?:19|20)?\d{6}[-+]\d{4}(?![\d-])/g,
    holds: (id) => {
      const short = id.slice(-10);
      return isDate(at(short, 2), at(short, 4)) && luhn(short);
    },
  },
  {
    what: 'a Finnish personal code',
    pattern: /(?<![\w-])\d{6}[-+A]\d{3}[0-9A-FHJ-NPR-Y](?![\w-])/g,
    holds: (id) => {
      const digits = id.slice(0, 6) + id.slice(-4, -1);
      const isDay = isDate(at(digits, 2), at(digits, 0));
      return isDay && '0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(digits) % 31] === id.at(-1);
    },
  },
  {
    what: 'a Polish PESEL',
    pattern: /(?<![\d-])\d{11}(?![\d-])/g,
    context: /\bpesel\b/i,
    holds: (id) =>
      isDate(at(id, 2) % 20, at(id, 4)) && weighted(id, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0,
  },
  {
    what: 'a Swiss AHV number',
    pattern: /(?<![\d.-])756\.\d{4}\.\d{4}\.\d{2}(?![\d-])/g,
    holds: (id) => weighted(id, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 === 0,
  },
  {
    what: 'a British NHS number',
    pattern: /(?<![\d-])\d{3} ?-?\d{3} ?-?\d{4}(?![\d-])/g,
    context: /\bnhs\b/i,
    holds: (id) => weighted(id, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0 && Number(id) > 0,
  },
  {
    what: 'a Canadian SIN',
    pattern: /(?<![\d-])[1-79]\d{2}[ -]\d{3}[ -]\d{3}(?![\d-])/g,
    context: /\bsin\b|social insurance|assurance sociale/i,
    holds: luhn,
  },
  {
    what: 'an Aadhaar number',
    pattern: /(?<![\d-])[2-9]\d{3} ?\d{4} ?\d{4}(?![\d-])/g,
    context: /aadhaar|aadhar|uidai|आधार/i,
    holds: verhoeff,
  },
  {
    what: 'a Chinese resident number',
    pattern: /(?<!\w)[1-8]\d{5}(?:19|20)\d{9}[\dX](?!\w)/g,
    holds: (id) =>
      isDate(at(id, 10), at(id, 12)) &&
      '10X98765432'[weighted(id, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11] === id[17],
  },
  {
    what: 'a Mexican CURP',
    pattern: /(?<!\w)[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z\d]\d(?!\w)/g,
    holds: (id) => {
      const values = [...id.slice(0, 17)].map((each) =>
        '0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ'.indexOf(each),
      );
      const sum = values.reduce((total, value, index) => total + value * (18 - index), 0);
      return isDate(at(id, 6), at(id, 8)) && (10 - (sum % 10)) % 10 === Number(id[17]);
    },
  },
];

/** Values of letters and digits in odd places of a codice fiscale, in the order 0-9, then A-Z. */
const oddValues = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
const oddLetters = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];

function fiscalCode(id: string): boolean {
  let sum = 0;
  for (const [index, character] of [...id.slice(0, 15)].entries()) {
    const letter = character.charCodeAt(0) - 65;
    const isLetter = letter >= 0;
    // Places count from 1: the first is odd.
    if (index % 2 === 1) sum += isLetter ? letter : Number(character);
    else sum += (isLetter ? oddLetters[letter] : oddValues[Number(character)]) ?? 0;
  }
  return String.fromCharCode(65 + (sum % 26)) === id[15];
}
