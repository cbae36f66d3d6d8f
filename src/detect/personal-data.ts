import { luhn, mod97 } from './check-digits.ts';
import { nationalIds } from './national-ids.ts';

/** Personal data in a text. `shown` is short enough that a report does not spread it. */
export type Personal = {
  readonly what: string;
  readonly shown: string;
  readonly at: number;
  readonly end: number;
};

const card = /(?<![\w.,:/=#-])(?:\d[ -]?){12,18}\d(?![\w-]|[.,]\d)/g;
/** It has no check digit: only a line that says what it is makes it one. */
const ssn = /(?<![\d-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])/g;
const ssnContext = /\bssn\b|social.security/i;
const mail =
  /(?<![\w.+-])([\w.+-]{2,64})@(gmail|googlemail|yahoo|outlook|hotmail|live|icloud|aol|gmx|proton|protonmail|web|mail)\.(com|de|fr|net|me|ru|co\.uk|it|es)\b/gi;

/** Numbers and names that documentation uses, and nobody has. */
const invented = new Set([
  'GB82WEST12345698765432',
  'DE89370400440532013000',
  'FR1420041010050500013M02606',
  'GB29NWBK60161331926819',
  '123-45-6789',
  '078-05-1120',
  '219-09-9999',
]);
const inventedMail =
  /^(?:(?:john|jane|max|erika)?[._-]?(?:doe|smith|mustermann|public)|(?:john|jane|alice|bob|foo|bar|user|test|example|sample|demo|your|my|name|info|support|hello|noreply|no-reply|contact)[._-]?\w{0,8}|(?:no|first|last|team|sales|office|admin|help|customer|service|billing|press|news|company)(?:[._-]\w{1,20})?)\d{0,4}$/i;
/** Card numbers that processors publish for tests, and what is typed without thinking. */
const inventedCard =
  /^(?:4242|400000|400005|42424|4111111|41111|4012888|4222222|555555|5105105|5200828|22230|3782822|3714496|3787344|601111|6011000990|60119811|30569309|36227206|38520000|3566002|3530111|6200000|123456)|^(\d)\1+$/;

/** Without what stands in a list of exceptions, written as it is found, and without parts of something longer. */
export function personalIn(text: string, allowed: readonly string[]): readonly Personal[] {
  const all = [...findPersonal(text)].filter(({ at, end }) => !allowed.includes(text.slice(at, end)));
  return all.filter(
    (one) => !all.some((other) => other !== one && other.at <= one.at && other.end >= one.end),
  );
}

/** The same for a text of many lines: a pattern never spans two, and context is what stands in the same line. */
export function personalInLines(text: string, allowed: readonly string[] = []): readonly Personal[] {
  let start = 0;
  return text.split('\n').flatMap((line) => {
    const found = personalIn(line, allowed).map((one) => ({
      ...one,
      at: start + one.at,
      end: start + one.end,
    }));
    start += line.length + 1;
    return found;
  });
}

/** Payment cards, IBANs and national numbers by their check digits, and private mail addresses. */
function* findPersonal(text: string): Generator<Personal> {
  if (!/[@\d]/.test(text)) return;
  if (text.includes('@')) yield* found(text, mail, 'a private mail address', isPrivate);
  if (!hasDigits(text, fewestDigits)) return;
  yield* found(text, card, 'a payment card number', isCard);
  yield* ibansIn(text);
  if (ssnContext.test(text))
    yield* found(text, ssn, 'a US social security number', (value) => !invented.has(value));
  for (const { what, pattern, context, holds } of nationalIds) {
    if (context && !context.test(text)) continue;
    yield* found(text, pattern, what, (value) => holds(value.replaceAll(/[ .+-]/g, '')));
  }
}

/** No number below has fewer digits: they are the seven of a codice fiscale. */
const fewestDigits = 7;

function hasDigits(text: string, count: number): boolean {
  let left = count;
  for (let at = 0; at < text.length && left > 0; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) left -= 1;
  }
  return left === 0;
}

function* found(
  text: string,
  pattern: RegExp,
  what: string,
  holds: (value: string) => boolean,
): Generator<Personal> {
  for (const match of text.matchAll(pattern)) {
    if (holds(match[0])) yield personal(what, match[0], match.index);
  }
}

const personal = (what: string, value: string, at: number): Personal => ({
  what,
  shown: `${value.slice(0, 2)}…${value.slice(-2)}`,
  at,
  end: at + value.length,
});

/** Two names, or a name with a year: what people are called, not what a product or a role is. */
const namesPerson = /^(?:[a-z]{2,}[._][a-z]{2,}\d{0,4}|[a-z]{4,}\d{2,4})$/i;

function isPrivate(address: string): boolean {
  const name = address.slice(0, address.indexOf('@'));
  return namesPerson.test(name) && !inventedMail.test(name);
}

/** Networks by first digits and length. Visa's 13 digits are gone, and are what articles in shops have now. */
const networks =
  /^(?:4\d{15}|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|3[47]\d{13}|6(?:011|5\d\d|4[4-9]\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12})$/;
/** Companies' numbers have 14 digits as well: a Diners card counts only as it is printed. */
const diners = /^3(?:0[0-5]|[689]\d)\d[ -]\d{6}[ -]\d{4}$/;

function isCard(written: string): boolean {
  const digits = written.replace(/[ -]/g, '');
  if (inventedCard.test(digits) || !luhn(digits)) return false;
  if (diners.test(written)) return true;
  // Written as cards are: in one piece or in groups.
  const isGrouped = /^\d+$|^\d{4}([ -])\d{4}\1\d{4}\1\d{4}$|^\d{4}([ -])\d{6}\2\d{5}$/.test(written);
  return isGrouped && networks.test(digits);
}

/** Lengths by country, from the registry of the standard. */
const ibanLengths = new Map(
  'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** As long as its country's are, in groups or not: the words behind it may look like one group more. */
function* ibansIn(text: string): Generator<Personal> {
  for (const { 0: start, index } of text.matchAll(/(?<!\w)[A-Z]{2}\d{2}/gi)) {
    const length = ibanLengths.get(start.slice(0, 2).toUpperCase());
    if (length === undefined) continue;
    const written = new RegExp(`(?:[A-Z0-9] ?){${length - 1}}[A-Z0-9](?!\\w)`, 'iy');
    written.lastIndex = index;
    const value = written.exec(text)?.[0];
    if (value !== undefined && isIban(value)) yield personal('an IBAN', value, index);
  }
}

function isIban(written: string): boolean {
  const value = written.replaceAll(' ', '').toUpperCase();
  return !invented.has(value) && mod97(value.slice(4) + value.slice(0, 4)) === 1;
}
