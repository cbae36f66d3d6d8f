/** What the vectors of secure-systems-lab/dsse (testvectors/vectors.json) say, with the keys of RFC 8032, 7.1. */
export const keys = {
  A: {
    seed: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    public: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
  },
  B: {
    seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    public: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
  },
} as const;

const inToto = 'application/vnd.in-toto+json';
const statement = 'eyJfdHlwZSI6Imh0dHBzOi8vaW4tdG90by5pby9TdGF0ZW1lbnQvdjEifQ==';
const byA = '2WAfaHm5jluo0w+0rk8uVkluELJYWjSmU9x7EUzx+AyteDGJ4/nqyJXfmAUVFIAoQafWm7AxBZNw5M9ixNHiCA==';
const byB = 'c1+67/aT0yqEpwx8PsVY3MLHsj9D0CZ014/Fv/QlG59P+9CobUZ7xECJ/V3USG0Ob9CiE5LjReEZUzNF2l7eBw==';

/** Name, type, payload, signatures, and which of the keys did sign. */
export const vectors: readonly (readonly [
  name: string,
  payloadType: string,
  payload: string,
  sigs: readonly string[],
  signers: readonly ('A' | 'B')[],
])[] = [
  ['one signature', inToto, statement, [byA], ['A']],
  [
    'the alphabet of URLs',
    inToto,
    '-_-_Pj8=',
    ['P-_KHICeR7tI6S_YyejJTRtrXhcQyQ2LYPaL8h90KjC9qN8HU_svOQ6TuDOT1HIrsGW886DbWNWcCmX5twLrAw=='],
    ['A'],
  ],
  ['another type than was signed', 'application/vnd.example.other+json', statement, [byA], []],
  [
    'a type longer in bytes than in characters',
    'application/vnd.exämple+json',
    statement,
    ['xmSk/ug66ysT7ayhkCIjhAq42zgZXSsEWuzUaNL7w2eGAdF/NU6/fRXPtmfN+5DNSAs5/i2lUnHjbbjPsu0tAw=='],
    ['A'],
  ],
  [
    'an empty payload',
    inToto,
    '',
    ['gSggCAaTLTYyRH6FIDBem6meyIynsYy8RTHVzwx9tnTb7Bg/1jMWnuVgI/gffqmbsC2VX5/jHfkkDqsj7CDbDg=='],
    ['A'],
  ],
  ['two signers', inToto, statement, [byA, byB], ['A', 'B']],
  ['one signer twice', inToto, statement, [byA, byA], ['A']],
];
