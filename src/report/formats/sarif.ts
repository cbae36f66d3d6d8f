import type { CiReport } from '../../commands/ci-report.ts';
import type { DiffReport } from '../../diff/report.ts';
import type { LintReport } from '../../lint/report.ts';
import type { Fix } from '../../model/finding.ts';
import { type HostFinding, type HostRule, hostFindings, hostRules } from '../host-findings.ts';
import { printJson } from './json.ts';

/**
 * SARIF 2.1.0, as code hosts read it. `prefix` is the folder of the project inside the repository (`apps/bot`):
 * locations are relative to the repository, findings to the project.
 */
export function formatSarif(
  report: LintReport | DiffReport | CiReport,
  prefix = report.source.prefix ?? '',
): string {
  const results = hostFindings(report);
  const rules = rulesOf(hostRules(report), results);
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const [name, version] = report.tool.split(' ');
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name, ...(version ? { semanticVersion: version } : {}), rules: rules.map(descriptorOf) },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the repository.' } } },
        results: results.map((finding) => resultOf(finding, indexes.get(finding.id) ?? -1, prefix)),
      },
    ],
  };
  return printJson(log);
}

/** Rules that have a page, and those of findings that have none. */
function rulesOf(
  rules: readonly HostRule[],
  findings: readonly HostFinding[],
): readonly (HostRule | Pick<HostFinding, 'id' | 'level'>)[] {
  const explained = new Set(rules.map(({ id }) => id));
  const others = new Map(
    findings.filter(({ id }) => !explained.has(id)).map((finding) => [finding.id, finding]),
  );
  return [...rules, ...[...others.values()].map(({ id, level }) => ({ id, level }))];
}

function descriptorOf(rule: ReturnType<typeof rulesOf>[number]) {
  const { id, level } = rule;
  const base = { id, name: nameOf(id), defaultConfiguration: { level } };
  if (!('summary' in rule)) return base;
  const help = `${rule.why}\n\nHow to fix it: ${rule.fix}\n\nMore: promptops explain ${id}`;
  return {
    ...base,
    shortDescription: { text: rule.summary },
    fullDescription: { text: rule.why },
    help: { text: help, markdown: help },
    properties: { tags: [id.includes('/') ? id.slice(0, id.indexOf('/')) : 'diff'] },
  };
}

/** `template/unused-variable` → `TemplateUnusedVariable`. */
const nameOf = (id: string): string =>
  id
    .split(/[/-]/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');

function resultOf(finding: HostFinding, ruleIndex: number, prefix: string) {
  const { line, column, endLine, endColumn } = finding.range;
  const hasEnd = endLine > line || endColumn > column;
  return {
    ruleId: finding.id,
    ruleIndex,
    level: finding.level,
    message: { text: finding.hint ? `${finding.message} ${finding.hint}` : finding.message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(prefix, finding.path), uriBaseId: '%SRCROOT%' },
          region: { startLine: line, startColumn: column, ...(hasEnd ? { endLine, endColumn } : {}) },
        },
        ...(finding.prompt === null
          ? {}
          : { logicalLocations: [{ fullyQualifiedName: finding.prompt, kind: 'resource' }] }),
      },
    ],
    ...(finding.excused
      ? { suppressions: [{ kind: 'external', justification: finding.approval?.reason ?? 'A draft.' }] }
      : {}),
    ...(finding.fix ? { fixes: [fixOf(finding.fix, prefix)] } : {}),
    partialFingerprints: { 'promptopsFinding/v1': finding.fingerprint },
  };
}

/** What `lint --fix` would do, for hosts and editors that offer it. */
function fixOf({ what, edits }: Fix, prefix: string) {
  const paths = [...new Set(edits.map(({ path }) => path))];
  return {
    description: { text: what },
    artifactChanges: paths.map((path) => ({
      artifactLocation: { uri: uriOf(prefix, path), uriBaseId: '%SRCROOT%' },
      replacements: edits
        .filter((edit) => edit.path === path)
        .map(({ range, text }) => ({
          deletedRegion: {
            startLine: range.line,
            startColumn: range.column,
            endLine: range.endLine,
            endColumn: range.endColumn,
          },
          insertedContent: { text },
        })),
    })),
  };
}

const uriOf = (prefix: string, path: string): string =>
  inRepository(prefix, path).split('/').map(encodeURIComponent).join('/');

/** A project's path as the repository knows it; `../shared/x` climbs out of the project. */
export function inRepository(prefix: string, path: string): string {
  const segments: string[] = [];
  for (const segment of `${prefix}/${path}`.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return segments.join('/');
}
