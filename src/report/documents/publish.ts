import type {
  PublishedBundle,
  PublishedPrompt,
  PublishedTarget,
  PublishReport,
} from '../../commands/publish-report.ts';
import {
  type Block,
  bad,
  code,
  counted,
  type Document,
  good,
  group,
  type Line,
  line,
  muted,
  plain,
  prose,
  strong,
  warn,
} from '../document.ts';

/** Each bundle with its version, why it has that one, what speaks against it and where it stands; the verdict last. */
export function publishDocument(report: PublishReport): Document {
  const { verdict, bundles, notes } = report;
  return {
    title: `promptops publish: ${verdict}`,
    blocks: [
      ...bundles.flatMap(bundleBlocks),
      ...notes.map((note) => line(warn('! '), plain(note))),
      ...(notes.length > 0 ? [line(plain(''))] : []),
      verdictLine(report),
    ],
  };
}

function bundleBlocks(bundle: PublishedBundle): readonly Block[] {
  const { digest, prompts, files, bytes, attestations, refusals, targets, left, reason } = bundle;
  const changed = prompts.filter(({ previous, version }) => previous !== version);
  return [
    line(strong(bundle.bundle), plain(` ${bundle.version}`), muted(`  ${why(bundle)}`)),
    line(
      muted(`  ${counted(prompts.length, 'prompt')}, ${counted(files, 'file')}, ${size(bytes)}, ${digest}`),
    ),
    ...(attestations > 0 ? [line(muted(`  ${counted(attestations, 'signed attestation')}`))] : []),
    ...(reason === null ? [] : [line(muted(`  Reason: ${reason}`))]),
    ...group('Prompts', bundle.unchanged ? [] : [...shown(changed).map(promptLine), ...left.map(leftLine)]),
    ...group(
      'Refused',
      refusals.map(
        ({ message, hint }): Line => [
          bad('✖ '),
          plain(message),
          ...(hint === null ? [] : [prose(`  ${hint}`, 'muted')]),
        ],
      ),
    ),
    ...(refusals.length > 0 ? [] : group('Targets', targets.map(targetLine))),
    ...targets.flatMap(problemBlocks),
    line(plain('')),
  ];
}

function why({ unchanged, previous, bump }: PublishedBundle): string {
  if (previous === null) return 'first version';
  return unchanged ? 'unchanged' : `${bump ?? 'no'} since ${previous.version}`;
}

/** Of many prompts the ones that matter most: callers of the others need nothing but the number. */
const mostPrompts = 20;
const rank = ({ bump }: PublishedPrompt): number => ['major', 'minor', 'patch', 'none'].indexOf(bump);
const shown = (prompts: readonly PublishedPrompt[]): readonly PublishedPrompt[] =>
  prompts.toSorted((a, b) => rank(a) - rank(b)).slice(0, mostPrompts);

const promptLine = ({ prompt, version, previous, bump }: PublishedPrompt): Line =>
  previous === null
    ? [plain(`${prompt} `), good(version), muted('  new')]
    : [plain(`${prompt} ${previous} → `), strong(version), muted(`  ${bump}`)];

const leftLine = (prompt: string): Line => [plain(`${prompt} `), bad('gone')];

const states: Readonly<Record<PublishedTarget['state'], Line>> = {
  done: [good('✔ ')],
  there: [good('✔ ')],
  planned: [muted('• ')],
  failed: [bad('✖ ')],
  waiting: [muted('• ')],
};

const said: Readonly<Record<PublishedTarget['state'], string>> = {
  done: 'published',
  there: 'was there already',
  planned: 'would be published',
  failed: 'failed',
  waiting: 'not reached',
};

const targetLine = ({ target, place, state }: PublishedTarget): Line => [
  ...states[state],
  plain(`${target}  ${place}`),
  muted(`  ${said[state]}`),
];

const problemBlocks = ({ problem }: PublishedTarget): readonly Block[] =>
  problem.map((each) => line(plain('  '), each === problem[0] ? bad(each) : muted(each)));

const size = (bytes: number): string =>
  bytes < 1_024
    ? `${bytes} B`
    : bytes < 1_048_576
      ? `${Math.round(bytes / 1_024)} kB`
      : `${(bytes / 1_048_576).toFixed(1)} MB`;

function verdictLine({ verdict, bundles }: PublishReport): Block {
  const named = bundles.map(({ bundle, version }) => `${bundle} ${version}`).join(', ');
  switch (verdict) {
    case 'published':
      return line(good('✔ published'), strong(`  ${named}`));
    case 'unchanged':
      return line(good('✔ unchanged'), muted('  nothing to publish'));
    case 'planned':
      return line(good('✔ can be published'), strong(`  ${named}`), muted('  nothing was written'));
    case 'refused':
      return line(bad('✖ refused'), muted('  nothing was written'));
    case 'incomplete':
      return line(bad('✖ incomplete'), muted('  to go on:  '), code('promptops publish'));
  }
}
