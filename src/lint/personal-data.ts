/** Personal data in a text. `shown` is short enough that a report does not spread it. */
export type Personal = {
  readonly what: string;
  readonly shown: string;
  readonly at: number;
  readonly end: number;
};

const card = /(?<![\d-])(?:\d[ -]?){12,18}\d(?![\d-])/g;
const iban = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g;
const ssn = /(?<![\d-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])/g;
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
  /^(?:(?:john|jane|max|erika)?[._-]?(?:doe|smith|mustermann|public)|(?:john|jane|alice|bob|foo|bar|user|test|example|sample|demo|your|my|name|info|support|hello|noreply|no-reply|contact)[._-]?\w{0,8})\d{0,4}$/i;
const inventedCard =
  /^(?:4242|4000|4111|5555|5105|5200|2223|3782|3714|3787|6011|3056|3566|6200|4012|4222|3852|3530)|^(\d)\1+$/;

/** The same without what stands in a list of exceptions, written as it is found. */
export const personalIn = (text: string, allowed: readonly string[]): readonly Personal[] =>
  [...findPersonal(text)].filter(({ at, end }) => !allowed.includes(text.slice(at, end)));

/** Payment cards and IBANs by their check digits, US social security numbers, private mail addresses. */
function* findPersonal(text: string): Generator<Personal> {
  if (!/[@\d]/.test(text)) return;
  yield* found(text, card, 'a payment card number', isCard);
  yield* found(text, iban, 'an IBAN', isIban);
  yield* found(text, ssn, 'a US social security number', (value) => !invented.has(value));
  yield* found(
    text,
    mail,
    'a private mail address',
    (value) => !inventedMail.test(value.slice(0, value.indexOf('@'))),
  );
}

function* found(
  text: string,
  pattern: RegExp,
  what: string,
  holds: (value: string) => boolean,
): Generator<Personal> {
  for (const match of text.matchAll(pattern)) {
    const value = match[0];
    if (holds(value))
      yield {
        what,
        shown: `${value.slice(0, 2)}…${value.slice(-2)}`,
        at: match.index,
        end: match.index + value.length,
      };
  }
}

function isCard(written: string): boolean {
  const digits = written.replace(/[ -]/g, '');
  // Written as cards are: in one piece or in groups; and with the first digits of a card network.
  if (!/^\d+$|^\d{4}(?:[ -]\d{4}){3}(?:[ -]\d{1,3})?$|^\d{4}[ -]\d{6}[ -]\d{4,5}$/.test(written))
    return false;
  if (
    !/^(?:4(?:\d{12}|\d{15})|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|6(?:011|5\d\d)\d{12}|35\d{14})$/.test(
      digits,
    )
  )
    return false;
  return !inventedCard.test(digits) && luhn(digits);
}

function luhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

function isIban(written: string): boolean {
  const value = written.replaceAll(' ', '');
  if (value.length < 15 || value.length > 34 || invented.has(value)) return false;
  let rest = 0;
  for (const character of value.slice(4) + value.slice(0, 4)) {
    for (const digit of String(Number.parseInt(character, 36))) rest = (rest * 10 + Number(digit)) % 97;
  }
  return rest === 1;
}
