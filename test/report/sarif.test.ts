import { describe, expect, it } from 'vitest';
import { formatSarif } from '../../src/report/formats/sarif.ts';
import { sarifErrors } from '../helpers/sarif-schema.ts';
import { finding, lintReport } from './lint-report.ts';

const resultsOf = (text: string) => JSON.parse(text).runs[0].results;

describe('formatSarif', () => {
  it('is valid SARIF 2.1.0, with findings and without', () => {
    const all = [
      finding(),
      finding({ id: 'x/unexplained', level: 'error', hint: 'Type this.', prompt: null }),
      finding({ path: 'prompts/a b/ü.prompt.yaml', range: { line: 1, column: 1, endLine: 1, endColumn: 1 } }),
    ];
    for (const report of [lintReport(all), lintReport([]), lintReport(all, 'apps/bot')]) {
      expect(sarifErrors(JSON.parse(formatSarif(report)))).toBeNull();
    }
  });

  it('fails validation when it is not SARIF (the check can fail)', () => {
    expect(sarifErrors({ version: '2.1.0', runs: [{}] })).not.toBeNull();
  });

  it('places a finding by line and column, in the path of the repository', () => {
    const [result] = resultsOf(formatSarif(lintReport([finding()], 'apps/bot')));
    expect(result.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'apps/bot/prompts/support/reply.prompt.yaml', uriBaseId: '%SRCROOT%' },
      region: { startLine: 4, startColumn: 3, endLine: 4, endColumn: 7 },
    });
  });

  it('follows paths that climb out of the project, and encodes what a URI cannot hold', () => {
    const paths = [
      finding({ path: '../shared/tone.hbs' }),
      finding({ path: 'prompts/my prompt#1.prompt.yaml' }),
    ];
    const uris = resultsOf(formatSarif(lintReport(paths, 'apps/bot'))).map(
      (result: { locations: [{ physicalLocation: { artifactLocation: { uri: string } } }] }) =>
        result.locations[0].physicalLocation.artifactLocation.uri,
    );
    expect(uris).toEqual(['apps/shared/tone.hbs', 'apps/bot/prompts/my%20prompt%231.prompt.yaml']);
  });

  it('explains each rule once and points results at it', () => {
    const log = JSON.parse(
      formatSarif(lintReport([finding(), finding({ id: 'x/new', level: 'error' }), finding()])),
    );
    const [run] = log.runs;
    expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual([
      'template/unused-variable',
      'x/new',
    ]);
    expect(run.tool.driver.rules[0].help.text).toContain('promptops explain template/unused-variable');
    expect(run.results.map(({ ruleIndex }: { ruleIndex: number }) => ruleIndex)).toEqual([0, 1, 0]);
    expect(run.results[0].partialFingerprints).toEqual({ 'promptopsFinding/v1': '0123456789ab' });
  });

  it('carries the repairs of --fix, file by file', () => {
    const range = { line: 4, column: 3, endLine: 5, endColumn: 1 };
    const edits = [
      { path: 'prompts/a b.prompt.yaml', range, text: '' },
      { path: 'prompts/a b.prompt.yaml', range: { ...range, endLine: 4, endColumn: 3 }, text: ' ' },
      { path: 'partials/c.hbs', range, text: 'Hi' },
    ];
    const text = formatSarif(lintReport([finding({ fix: { what: 'Remove it.', edits } })], 'apps/bot'));
    expect(sarifErrors(JSON.parse(text))).toBeNull();
    const [{ fixes }] = resultsOf(text);
    expect(fixes).toMatchObject([
      {
        description: { text: 'Remove it.' },
        artifactChanges: [
          {
            artifactLocation: { uri: 'apps/bot/prompts/a%20b.prompt.yaml' },
            replacements: [
              {
                deletedRegion: { startLine: 4, startColumn: 3, endLine: 5, endColumn: 1 },
                insertedContent: { text: '' },
              },
              { deletedRegion: { startLine: 4, endLine: 4, endColumn: 3 }, insertedContent: { text: ' ' } },
            ],
          },
          { artifactLocation: { uri: 'apps/bot/partials/c.hbs' }, replacements: [{}] },
        ],
      },
    ]);
  });

  it('says what to type instead', () => {
    const [result] = resultsOf(formatSarif(lintReport([finding({ hint: 'Did you mean "name"?' })])));
    expect(result.message.text).toBe('Input "city" is never used. Did you mean "name"?');
  });
});
