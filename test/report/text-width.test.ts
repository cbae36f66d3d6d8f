import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { simpleText, widthFor } from '../../src/report/formats/text-width.ts';

describe('widthFor', () => {
  it('measures as the tables do, with and without them', async () => {
    const texts = [
      '',
      'a b',
      'two\nlines',
      '✔ passed › 3 ≥ 2 … “x”',
      '日本語',
      '👩‍👧 e\u0301',
      'a\u200bb\tc',
    ];
    for (const text of texts) expect((await widthFor({ rows: [[text]] }))(text)).toBe(stringWidth(text));
    const mixed = await widthFor(['plain', { deep: ['日本'] }]);
    expect(mixed('日本')).toBe(4);
  });

  it('takes for simple only what is one column wide', () => {
    for (let code = 0; code < 0x10000; code += 1) {
      const character = String.fromCharCode(code);
      if (character !== '\n' && simpleText.test(character)) expect(stringWidth(character)).toBe(1);
    }
  });
});
