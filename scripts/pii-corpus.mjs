// A labelled corpus of personal data, the same every time: numbers that nobody has, with check digits worked out here
// apart from the detector's own, and numbers of other kinds that look like them.

/** A generator of numbers that gives the same ones for the same seed (mulberry32). */
function createRandom(seed) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (count) => Math.floor(next() * count);
  const pick = (list) => list[below(list.length)];
  const digits = (count) => Array.from({ length: count }, () => below(10)).join('');
  const letters = (count, from = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') =>
    Array.from({ length: count }, () => pick([...from])).join('');
  const two = (from, to) => String(from + below(to - from + 1)).padStart(2, '0');
  return { below, pick, digits, letters, two };
}

const sumOf = (digits, weights) =>
  weights.reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0);

function luhnDigit(digits) {
  const doubled = [...digits]
    .reverse()
    .map((digit, index) => (index % 2 === 0 ? Number(digit) * 2 : Number(digit)));
  return String(
    (10 - (doubled.reduce((sum, value) => sum + Math.floor(value / 10) + (value % 10), 0) % 10)) % 10,
  );
}

const bigMod = (text, modulus) => Number(BigInt(text) % BigInt(modulus));

const asNumber = (text) => [...text].map((each) => String(Number.parseInt(each, 36))).join('');

const groups = (text, sizes, separator) => {
  let at = 0;
  return sizes
    .map((size) => {
      at += size;
      return text.slice(at - size, at);
    })
    .join(separator);
};

function cardOf({ pick, digits, below }) {
  const [prefix, length] = pick([
    ['4', 16],
    ['51', 16],
    ['55', 16],
    ['2470', 16],
    ['34', 15],
    ['37', 15],
    ['6011', 16],
    ['3541', 16],
  ]);
  const body = prefix + digits(length - 1 - prefix.length);
  const number = body + luhnDigit(body);
  const sizes = length === 15 ? [4, 6, 5] : [4, 4, 4, 4];
  const written = [
    number,
    groups(number, sizes, ' '),
    groups(number, sizes, '-'),
    groups(number, sizes, '.'),
  ];
  return { value: pick(below(10) === 0 ? written : written.slice(0, 3)) };
}

function ibanOf({ pick, digits, letters, below }) {
  const [country, body] = pick([
    ['DE', digits(18)],
    ['FR', digits(23)],
    ['NL', letters(4) + digits(10)],
    ['GB', letters(4) + digits(14)],
    ['ES', digits(20)],
    ['IT', letters(1) + digits(22)],
    ['PL', digits(24)],
    ['CH', digits(17)],
    ['NO', digits(11)],
  ]);
  const check = String(98 - bigMod(`${asNumber(`${body}${country}`)}00`, 97)).padStart(2, '0');
  const iban = `${country}${check}${body}`;
  const spaced = iban.replace(/(.{4})(?=.)/g, '$1 ');
  return { value: below(12) === 0 ? iban.toLowerCase() : pick([iban, spaced]) };
}

/** Kinds of personal data. `say` is how people introduce it; `alone`: what they say when they do not. */
const kinds = {
  'payment card': {
    what: 'a payment card number',
    make: cardOf,
    say: ['The card is', 'Charge', 'My card number:'],
  },
  IBAN: { what: 'an IBAN', make: ibanOf, say: ['Pay to', 'My IBAN is', 'Konto:'] },
  'US SSN': {
    what: 'a US social security number',
    make: ({ digits, two, pick }) => ({
      value: `${pick(['2', '4', '5'])}${two(10, 99)}-${two(10, 99)}-${pick(['3', '7'])}${digits(3)}`,
    }),
    say: ['My SSN is', 'Social security number:'],
    alone: 'My number is',
  },
  'private mail address': {
    what: 'a private mail address',
    make: ({ pick, two }) => ({
      value: `${pick(['marie', 'tomasz', 'giulia', 'ahmet', 'ingrid'])}${pick(['.', '_', ''])}${pick(['durand', 'kowalczyk', 'ferrara', 'yildiz', 'lindqvist'])}${pick(['', two(10, 99)])}@${pick(['gmail.com', 'outlook.com', 'gmx.de', 'yahoo.fr'])}`,
    }),
    say: ['Write to', 'Answer me at', 'My address:'],
  },
  'Brazilian CPF': {
    what: 'a Brazilian CPF',
    make: ({ digits, pick }) => {
      const base = digits(9);
      const digit = (text) => {
        const rest =
          (sumOf(
            text,
            Array.from({ length: text.length }, (_, index) => text.length + 1 - index),
          ) *
            10) %
          11;
        return String(rest % 10);
      };
      const first = base + digit(base);
      const cpf = first + digit(first);
      return {
        value: pick([
          `${groups(cpf.slice(0, 9), [3, 3, 3], '.')}-${cpf.slice(9)}`,
          `${groups(cpf.slice(0, 9), [3, 3, 3], '.')}-${cpf.slice(9)}`,
          cpf,
        ]),
      };
    },
    say: ['Meu CPF é', 'CPF:'],
  },
  'Spanish DNI': {
    what: 'a Spanish DNI or NIE',
    make: ({ digits, pick }) => {
      const number = digits(8);
      return { value: `${number}${pick(['', '', '-'])}${'TRWAGMYFPDXBNJZSQVHLCKE'[Number(number) % 23]}` };
    },
    say: ['Mi DNI es', 'DNI:'],
  },
  'Italian codice fiscale': {
    what: 'an Italian codice fiscale',
    make: ({ letters, digits, two, pick }) => {
      const base = `${letters(6, 'BCDFGLMNPRST')}${digits(2)}${pick([...'ABCDEHLMPRST'])}${two(1, 28)}${pick([...'ABCDEFGHIL'])}${digits(3)}`;
      const odd = Object.fromEntries(
        [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((each, index) => [
          each,
          [
            1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8,
            12, 14, 16, 10, 22, 25, 24, 23,
          ][index],
        ]),
      );
      const even = (each) => (/\d/.test(each) ? Number(each) : each.charCodeAt(0) - 65);
      const sum = [...base].reduce(
        (total, each, index) => total + (index % 2 === 0 ? odd[each] : even(each)),
        0,
      );
      return { value: base + String.fromCharCode(65 + (sum % 26)) };
    },
    say: ['Codice fiscale', 'Il mio codice:'],
  },
  'French NIR': {
    what: 'a French social security number',
    make: ({ digits, two, pick }) => {
      const base = `${pick(['1', '2'])}${digits(2)}${two(1, 12)}${two(1, 95)}${digits(6)}`;
      const nir = base + String(97 - bigMod(base, 97)).padStart(2, '0');
      return { value: pick([nir, groups(nir, [1, 2, 2, 2, 3, 3, 2], ' ')]) };
    },
    say: ['Mon numéro de sécu :', 'Numéro'],
  },
  'German tax number': {
    what: 'a German tax number',
    make: ({ digits, pick }) => {
      const base = `${pick([...'123456789'])}${digits(9)}`;
      let product = 10;
      for (const digit of base) {
        let sum = (Number(digit) + product) % 10;
        if (sum === 0) sum = 10;
        product = (2 * sum) % 11;
      }
      const check = 11 - product;
      const id = base + String(check === 10 ? 0 : check);
      return { value: pick([id, groups(id, [2, 3, 3, 3], ' ')]) };
    },
    say: ['Meine Steuer-ID ist', 'Steuerliche IdNr:'],
    alone: 'Meine Nummer ist',
  },
  'Dutch BSN': {
    what: 'a Dutch BSN',
    make: ({ digits }) => {
      for (;;) {
        const bsn = digits(9);
        if (sumOf(bsn, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0) return { value: bsn };
      }
    },
    say: ['Mijn BSN is', 'Burgerservicenummer'],
    alone: 'Mijn nummer is',
  },
  'Belgian national number': {
    what: 'a Belgian national number',
    make: ({ two, digits }) => {
      const base = `${two(40, 99)}${two(1, 12)}${two(1, 28)}${digits(3)}`;
      const check = String(97 - bigMod(base, 97)).padStart(2, '0');
      return { value: `${groups(base.slice(0, 6), [2, 2, 2], '.')}-${base.slice(6)}.${check}` };
    },
    say: ['Rijksregisternummer', 'Mon numéro national est'],
  },
  'Swedish personal number': {
    what: 'a Swedish personal number',
    make: ({ two, digits, pick }) => {
      const base = `${two(40, 99)}${two(1, 12)}${two(1, 28)}${digits(3)}`;
      return { value: `${pick(['', '19'])}${base.slice(0, 6)}-${base.slice(6)}${luhnDigit(base)}` };
    },
    say: ['Personnummer', 'Mitt nummer är'],
  },
  'Finnish personal code': {
    what: 'a Finnish personal code',
    make: ({ two, digits }) => {
      const [day, rest] = [`${two(1, 28)}${two(1, 12)}${two(40, 99)}`, digits(3)];
      return { value: `${day}-${rest}${'0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(day + rest) % 31]}` };
    },
    say: ['Henkilötunnus', 'Tunnukseni on'],
  },
  'Polish PESEL': {
    what: 'a Polish PESEL',
    make: ({ two, digits }) => {
      const base = `${two(40, 99)}${two(1, 12)}${two(1, 28)}${digits(4)}`;
      return { value: base + String((10 - (sumOf(base, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10) };
    },
    say: ['PESEL', 'Mój PESEL to'],
    alone: 'Mój numer to',
  },
  'Swiss AHV number': {
    what: 'a Swiss AHV number',
    make: ({ digits }) => {
      const base = `756${digits(9)}`;
      const check = (10 - (sumOf(base, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]) % 10)) % 10;
      return { value: groups(base + check, [3, 4, 4, 2], '.') };
    },
    say: ['AHV-Nummer', 'Meine Nummer:'],
  },
  'British NHS number': {
    what: 'a British NHS number',
    make: ({ digits, pick }) => {
      for (;;) {
        const base = digits(9);
        const check = 11 - (sumOf(base, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11);
        if (check === 10) continue;
        const nhs = base + String(check === 11 ? 0 : check);
        return { value: pick([nhs, groups(nhs, [3, 3, 4], ' ')]) };
      }
    },
    say: ['NHS number', 'My NHS no. is'],
    alone: 'My number is',
  },
  'Canadian SIN': {
    what: 'a Canadian SIN',
    make: ({ digits, pick }) => {
      const base = `${pick([...'1234567'])}${digits(7)}`;
      return { value: groups(base + luhnDigit(base), [3, 3, 3], pick([' ', '-'])) };
    },
    say: ['My SIN is', 'Social insurance number'],
    alone: 'My number is',
  },
  'Chinese resident number': {
    what: 'a Chinese resident number',
    make: ({ two, digits, pick }) => {
      const base = `${pick(['110105', '310101', '440301'])}19${two(50, 99)}${two(1, 12)}${two(1, 28)}${digits(3)}`;
      const sum = sumOf(base, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
      return { value: base + '10X98765432'[sum % 11] };
    },
    say: ['身份证号', '我的号码是'],
  },
};

/** Numbers of other kinds. Of some, one in ten happens to pass a check. */
const others = {
  'card with a wrong digit': ({ pick, digits }) => {
    const body = pick(['4', '52']) + digits(14);
    return body.slice(0, 15) + String((Number(luhnDigit(body.slice(0, 15))) + 3) % 10);
  },
  'published test card': ({ pick }) =>
    pick(['4242 4242 4242 4242', '4111111111111111', '5555-5555-5555-4444', '378282246310005']),
  'IBAN with a wrong digit': ({ digits }) => `DE${digits(20)}`,
  'order number': ({ digits, pick }) =>
    pick([digits(8), digits(10), digits(12), `${digits(3)}-${digits(7)}-${digits(7)}`]),
  'long number': ({ digits, below }) => `7${digits(12 + below(7))}`,
  'phone number': ({ digits, pick }) =>
    pick([
      `+1 555 ${digits(3)} ${digits(4)}`,
      `+49 30 ${digits(8)}`,
      `0${digits(3)} ${digits(6)}`,
      `(0${digits(2)}) ${digits(4)}-${digits(4)}`,
    ]),
  timestamp: ({ digits, two }) =>
    `17${digits(11)} and 2026${two(1, 12)}${two(1, 28)}${two(10, 23)}${two(10, 59)}${two(10, 59)}`,
  'date and time': ({ two }) => `2026-${two(1, 12)}-${two(1, 28)} ${two(10, 23)}:${two(10, 59)}`,
  UUID: ({ letters }) => groups(letters(32, '0123456789abcdef'), [8, 4, 4, 4, 12], '-'),
  digest: ({ letters }) => letters(40, '0123456789abcdef'),
  'EAN-13': ({ digits }) => {
    const base = `40${digits(10)}`;
    return base + String((10 - (sumOf(base, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]) % 10)) % 10);
  },
  'company number with Luhn': ({ digits }) => {
    const base = `36${digits(11)}`;
    return base + luhnDigit(base);
  },
  IMEI: ({ digits }) => {
    const base = `35${digits(12)}`;
    return base + luhnDigit(base);
  },
  'tracking number': ({ digits, letters }) => `1Z${letters(6)}${digits(10)}`,
  'version and address': ({ below }) =>
    `v${below(20)}.${below(90)}.${below(999)} at 10.${below(255)}.${below(255)}.${below(255)}`,
  'amount of money': ({ digits }) => `${digits(3)}.${digits(3)}.${digits(3)},${digits(2)} €`,
  'decimal number': ({ digits }) => `3.${digits(16)}`,
  'product code': ({ letters, digits }) => `${letters(3)}${digits(2)}-${digits(4)}-${letters(2)}`,
  'address of a role': ({ pick }) =>
    `${pick(['support', 'info', 'hello', 'jobs'])}@${pick(['gmail.com', 'acme.io', 'example.com'])}`,
  'invented address': ({ pick }) =>
    pick(['john.doe@gmail.com', 'jane_doe@yahoo.com', 'your.name@outlook.com', 'user123@gmail.com']),
  'VAT number': ({ digits, pick }) => pick([`DE${digits(9)}`, `FR${digits(11)}`, `ESB${digits(8)}`]),
};

const asides = ['', ' Please help.', ' Is that right?', ', thanks'];

/** Labelled texts: `kind` and the place of the value, or null for a number of another kind. */
export function piiCorpus(perKind = 100, seed = 20_261_124) {
  const random = createRandom(seed);
  const wrap = (say, value) => {
    const text = `${say} ${value}${random.pick(asides)}`;
    const at = text.indexOf(value);
    return { text, at, end: at + value.length };
  };
  const personal = Object.entries(kinds).flatMap(([kind, { what, make, say, alone }]) => [
    ...Array.from({ length: perKind }, () => ({
      kind,
      what,
      ...wrap(random.pick(say), make(random).value),
    })),
    // A quarter as many that nobody introduces, where that matters.
    ...Array.from({ length: alone ? perKind / 4 : 0 }, () => ({
      kind: `${kind}, not introduced`,
      what,
      ...wrap(alone, make(random).value),
    })),
  ]);
  const other = Object.entries(others).flatMap(([kind, make]) =>
    Array.from({ length: perKind }, () => ({
      kind,
      what: null,
      ...wrap(random.pick(['Order', 'See', 'It says', 'Number']), make(random)),
    })),
  );
  return [...personal, ...other];
}
