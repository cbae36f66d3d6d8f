import { describe, expect, it } from 'vitest';
import { personalIn } from '../../src/detect/personal-data.ts';

const whatIn = (text: string) => personalIn(text, []).map(({ what }) => what);

describe('personalIn', () => {
  it.each([
    ['4539 5787 6362 1486', 'a payment card number'],
    ['4539578763621486', 'a payment card number'],
    ['FR76 3000 6000 0112 3456 7890 189', 'an IBAN'],
    ['NL91ABNA0417164300', 'an IBAN'],
    ['SSN 536-22-8726', 'a US social security number'],
    ['marie.durand71@gmail.com', 'a private mail address'],
    ['write to tomasz.kowalczyk@outlook.com', 'a private mail address'],
    ['durand1971@gmx.de', 'a private mail address'],
    ['nora.berg@gmail.com', 'a private mail address'],
    ['newsom.lee@gmail.com', 'a private mail address'],
  ])('finds %s', (text, what) => {
    expect(whatIn(`It is ${text}, she says.`)).toEqual([what]);
  });

  it.each([
    '4242 4242 4242 4242', // published test number
    '4539 5787 6362 1487', // check digit
    '1234567890123456',
    '2026112420261124',
    'order 4539-5787-6362-1486-0001',
    'DE89 3704 0044 0532 0130 00', // the example of the standard
    'GB00 WEST 1234 5698 7654 32',
    'VAT DE123456789',
    '123-45-6789',
    'part 536-22-8726',
    '000-12-3456',
    '+49 30 1234567',
    'ada@example.com',
    'support@acme.io',
    'john.doe@gmail.com',
    'your_name@gmail.com',
    'user123@yahoo.com',
    'you@gmail.com',
    'my-cool-bot@icloud.com',
    'acmebot@gmail.com',
    'no.reply@gmail.com',
    'first.last@gmail.com',
    'customer.service@outlook.com',
    'team2024@gmail.com',
    'sarah@outlook.com',
    '3.14159265358979323846',
    '550e8400-e29b-41d4-a716-446655440000',
  ])('leaves %s alone', (text) => {
    expect(whatIn(`It is ${text}, she says.`)).toEqual([]);
  });

  it('shows only the ends, and leaves out what is allowed', () => {
    expect(personalIn('marie.durand71@gmail.com', [])[0]?.shown).toBe('ma…om');
    expect(personalIn('marie.durand71@gmail.com', ['marie.durand71@gmail.com'])).toEqual([]);
  });
});
