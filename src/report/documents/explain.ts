import type { ExplainReport, RulesReport } from '../../commands/explain.ts';
import type { ExampleFiles } from '../../model/example-project.ts';
import {
  type Block,
  bad,
  code,
  type Document,
  good,
  type Line,
  line,
  muted,
  plain,
  prose,
  strong,
} from '../document.ts';
import { levelSpan } from './change-level.ts';
import { severitySpan } from './severity.ts';

/** A rule's page: what, why, how to mend it, how to silence it, a good and a bad example. */
export function explainDocument({ rule, silence, good: goods, bad: bads }: ExplainReport): Document {
  return {
    title: `Rule ${rule.id}`,
    blocks: [
      line(
        strong(rule.id),
        plain('  '),
        severitySpan(rule.level),
        muted(`  preset ${rule.preset}${rule.fixable ? ', mended by lint --fix' : ''}`),
      ),
      line(prose(rule.summary)),
      section('Why', [line(prose(rule.why))]),
      section('Mend it', [line(prose(rule.fix))]),
      section('Silence it', [line(prose(silence))]),
      ...bads.slice(0, 1).map((files) => section('Bad', fileBlocks(files), bad('✖ '))),
      ...goods.slice(0, 1).map((files) => section('Good', fileBlocks(files), good('✔ '))),
    ],
  };
}

/** The catalogue by group. */
export function rulesDocument({ rules, changes, findings, assertions }: RulesReport): Document {
  const groups = [...new Set(rules.map(({ id }) => groupOf(id)))];
  const rowsOf = (name: string) => rules.filter(({ id }) => groupOf(id) === name).map(rowOf);
  return {
    title: 'Rules',
    blocks: [
      ...groups.map(
        (name): Block => ({ type: 'section', title: [strong(name)], blocks: [ruleTable(rowsOf(name))] }),
      ),
      { type: 'section', title: [strong('changes')], blocks: [changeTable(changes)] },
      { type: 'section', title: [strong('findings of ci')], blocks: [findingTable(findings)] },
      { type: 'section', title: [strong('assertions')], blocks: [assertionTable(assertions)] },
      line(plain('')),
      line(muted('One of them, with examples:  '), code('promptops explain <name>')),
    ],
  };
}

const groupOf = (id: string): string => id.slice(0, id.indexOf('/'));

const ruleTable = (rows: readonly (readonly Line[])[]): Block => ({
  type: 'table',
  columns: [
    { title: 'Rule', align: 'left' },
    { title: 'Level', align: 'left' },
    { title: 'Preset', align: 'left' },
    { title: '--fix', align: 'left', optional: true },
    { title: 'What must hold', align: 'left', shrinks: true },
  ],
  rows,
});

const rowOf = ({ id, level, preset, fixable, summary }: RulesReport['rules'][number]): readonly Line[] => [
  [code(id)],
  [severitySpan(level)],
  [plain(preset)],
  [plain(fixable ? 'yes' : '')],
  [prose(summary)],
];

const changeTable = (changes: RulesReport['changes']): Block => ({
  type: 'table',
  columns: [
    { title: 'Change', align: 'left' },
    { title: 'Level', align: 'left' },
    { title: 'Audience', align: 'left', optional: true },
    { title: 'Bump', align: 'left' },
    { title: 'What happened', align: 'left', shrinks: true },
  ],
  rows: changes.map(({ id, level, audience, bump, summary }) => [
    [code(id)],
    [levelSpan(level)],
    [plain(audience)],
    [plain(bump)],
    [prose(summary)],
  ]),
});

const findingTable = (findings: RulesReport['findings']): Block => ({
  type: 'table',
  columns: [
    { title: 'Finding', align: 'left' },
    { title: 'Level', align: 'left' },
    { title: 'What was found', align: 'left', shrinks: true },
  ],
  rows: findings.map(({ id, level, summary }) => [[code(id)], [severitySpan(level)], [prose(summary)]]),
});

const assertionTable = (assertions: RulesReport['assertions']): Block => ({
  type: 'table',
  columns: [
    { title: 'Assertion', align: 'left' },
    { title: 'Group', align: 'left' },
    { title: 'What must hold', align: 'left', shrinks: true },
  ],
  rows: assertions.map(({ type, group, summary }) => [[code(type)], [plain(group)], [prose(summary)]]),
});

const section = (title: string, blocks: readonly Block[], ...mark: Line): Block => ({
  type: 'section',
  title: [...mark, strong(title)],
  blocks,
});

const fileBlocks = (files: ExampleFiles): readonly Block[] =>
  files.flatMap(({ path, text }) => [line(code(path)), { type: 'code' as const, text, language: 'yaml' }]);
