import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { formatReport } from '../../src/report/formats/registry.ts';
import { erroredCase, failedCase, passedCase, reportOf } from './reports.ts';

const plain = { color: false, columns: 100 };
const all = reportOf([passedCase, failedCase, erroredCase]);

describe('the terminal report', () => {
  it('shows each case that did not pass, with the difference', async () => {
    await expect(await formatReport(all, 'terminal', plain)).toMatchFileSnapshot(
      '__snapshots__/test-report.txt',
    );
  });

  it('fits 60 columns in its table', async () => {
    const text = await formatReport(all, 'terminal', { color: false, columns: 60 });
    const table = text.split('\n').slice(0, 2);
    expect(Math.max(...table.map((row) => row.length))).toBeLessThanOrEqual(60);
  });

  it('says replayed (sample) so that nobody takes them for a model’s answers', async () => {
    const text = await formatReport(reportOf([passedCase]), 'terminal', plain);
    expect(text).toContain('✔ passed  1 case: 1 passed  replayed (sample)');
  });

  it('shows escape sequences instead of sending them', async () => {
    const hostile = { ...failedCase, output: '\u001b[2J\u001b]0;owned\u0007\u202egnirts', case: 'x' };
    const text = await formatReport(reportOf([hostile]), 'terminal', { color: true, columns: 100 });
    expect(text).toContain('\\u001b[2J');
    expect(text.replace(/\u001b\[[\d;]*m/g, '')).not.toMatch(
      /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/,
    );
  });
});

describe('the markdown report', () => {
  it('says the same', async () => {
    await expect(await formatReport(all, 'markdown', plain)).toMatchFileSnapshot(
      '__snapshots__/test-report.md',
    );
  });

  it('keeps model output from leaving its fence or becoming markup', async () => {
    const text = '```\n<script>alert(1)</script> @team ![x](https://evil.example/p.png)\n';
    const actual = { ...failedCase.assertions[0], actual: text } as (typeof failedCase.assertions)[0];
    const markdown = await formatReport(
      reportOf([{ ...failedCase, output: text, assertions: [actual] }]),
      'markdown',
      plain,
    );
    const outside = markdown.replace(/^(`{3,})[^\n]*\n[\s\S]*?\n\1$/gm, '');
    expect(outside).not.toMatch(/<script|@team|!\[x\]|https:\/\//);
  });
});

describe('the JUnit report', () => {
  it('is XML with one suite per prompt and model, and says expected and actual', async () => {
    const xml = await formatReport(all, 'junit', plain);
    expect(XMLValidator.validate(xml)).toBe(true);
    const { testsuites } = new XMLParser({ ignoreAttributes: false }).parse(xml);
    expect(testsuites).toMatchObject({ '@_tests': '3', '@_failures': '1', '@_errors': '1' });
    expect(testsuites.testsuite.testcase).toHaveLength(3);
    expect(testsuites.testsuite.testcase[1].failure['#text']).toContain(
      'expected: Refunds close after 30 days.',
    );
  });

  it('holds any model output', async () => {
    const hostile = { ...failedCase, output: ']]></system-out>\u0000\ud800<x a="&">' };
    const xml = await formatReport(reportOf([hostile]), 'junit', plain);
    expect(XMLValidator.validate(xml)).toBe(true);
    expect(new XMLParser().parse(xml).testsuites.testsuite.testcase['system-out']).toBe(
      ']]></system-out>\\u0000�<x a="&">',
    );
  });
});

it('prints the report itself as JSON', async () => {
  expect(JSON.parse(await formatReport(all, 'json', plain))).toEqual(all);
});
