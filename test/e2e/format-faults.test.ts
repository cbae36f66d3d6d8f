import { cpSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LintReport } from '../../src/lint/report.ts';
import { emptyFolder, promptops, repositoryFolder } from '../helpers/promptops.ts';
import { reportOf } from './worked-example.ts';

// One slip a line; what must be said of it stands after "# !" on that line of the fixture.
const fixture = path.join(repositoryFolder, 'test/fixtures/format/faults');
const slips = readdirSync(fixture, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(yaml|hbs)$/.test(name))
  .sort()
  .flatMap((file) =>
    readFileSync(path.join(fixture, file), 'utf8')
      .split('\n')
      .flatMap((text, index) => {
        const said = /# ! ?(.*)$/.exec(text)?.[1];
        return said === undefined ? [] : [{ place: `${file.replaceAll('\\', '/')}:${index + 1}`, said }];
      }),
  );

describe('a project full of slips', () => {
  let findings: readonly { readonly place: string; readonly said: string }[];
  let refused: Awaited<ReturnType<typeof promptops>>;
  beforeAll(async () => {
    const cwd = emptyFolder();
    cpSync(fixture, cwd, { recursive: true });
    const report = await reportOf<LintReport>(['lint', '--quiet'], cwd);
    findings = report.findings
      // A prompt without a case is no slip of its file.
      .filter(({ id }) => id !== 'tests/none')
      .map(({ path: file, range, message, hint }) => ({
        place: `${file}:${range.line}`,
        said: `${message} ${hint ?? ''}`,
      }));
    refused = await promptops(['test'], { cwd });
  });

  it.each(slips)('$place: $said', ({ place, said }) => {
    expect(findings.filter((one) => one.place === place).map((one) => one.said)).toEqual([
      expect.stringContaining(said),
    ]);
    expect(refused.stderr).toContain(`${place}:`);
  });

  it('hears of nothing else, and is refused before a call', () => {
    const expected = new Set(slips.map(({ place }) => place));
    expect(findings.filter(({ place }) => !expected.has(place))).toEqual([]);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
  });
});
