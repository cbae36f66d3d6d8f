// The fences of ARCHITECTURE.md: who may import whom, and the one room each package enters through.
const rooms = [
  'bundle',
  'cli',
  'commands',
  'cost',
  'detect',
  'diff',
  'evals',
  'gate',
  'lint',
  'meter',
  'model',
  'providers',
  'recordings',
  'render',
  'report',
  'runtime',
  'source',
];

/** Sorting, "did you mean", the matching of patterns, how a place or JSON is written, the fold of progress: words, not meaning. */
const wordFiles =
  '^src/model/(order|suggest|strange-input|pattern|place|json-pieces)\\.ts$|^src/evals/progress\\.ts$';

/**
 * A room may import itself, errors, version and the rooms listed; `types` are open to `import type` alone, but for the
 * files that match `open`.
 */
function fence(room, { may = [], types = [], words = false, open: passage }, why) {
  const open = [room, ...may];
  const shut = rooms.filter((other) => !open.includes(other));
  const never = shut.filter((other) => !types.includes(other));
  return [
    {
      name: `${room}-imports`,
      comment: why,
      severity: 'error',
      from: { path: `^src/${room}/` },
      to: { path: `^src/(${never.join('|')}|index\\.ts)(/|$)` },
    },
    ...(types.length === 0
      ? []
      : [
          {
            name: `${room}-types`,
            comment: `${why} Types alone may come from ${types.join(', ')}.`,
            severity: 'error',
            from: { path: `^src/${room}/` },
            to: {
              path: `^src/(${types.join('|')})/`,
              ...(words ? { pathNot: wordFiles } : {}),
              ...(passage ? { pathNot: passage } : {}),
              dependencyTypesNot: ['type-only'],
            },
          },
        ]),
  ];
}

/** npm packages enter through one room each. */
function packages(names, room, why) {
  return {
    name: `${names[0]}-in-${room.replace(/\W+/g, '-')}`,
    comment: why,
    severity: 'error',
    from: { path: '^src/', pathNot: `^src/${room}` },
    to: { path: `node_modules/(${names.join('|')})/` },
  };
}

const entrances = [
  packages(['commander'], 'cli/', 'Only the command line knows how options are parsed.'),
  packages(['simple-git'], 'source/', 'Git is a source of files.'),
  packages(
    ['yaml', 'js-yaml', 'handlebars', 'picomatch', 'csv-parse', 'fastest-levenshtein'],
    '(model|evals)/',
    'Text becomes meaning in model.',
  ),
  packages(['chalk', 'string-width', 'ink', 'react'], 'report/', 'Looks belong to report.'),
  packages(['preact', 'uplot'], 'report/page/', 'Only the page runs in a browser.'),
  packages(['diff'], '(report|source)/', 'Report draws differences, source writes them as patches.'),
  packages(
    [
      'undici',
      '@ai-sdk/openai',
      '@ai-sdk/anthropic',
      '@ai-sdk/google',
      '@ai-sdk/openai-compatible',
      '@ai-sdk/azure',
      '@ai-sdk/mistral',
      '@ai-sdk/google-vertex',
      '@ai-sdk/cohere',
      '@ai-sdk/amazon-bedrock',
      'aws4fetch',
      '@ai-sdk/provider',
    ],
    'providers/',
    'Only providers speak to the network.',
  ),
  packages(['ajv', 'ajv-formats', 're2js'], '(model|evals)/', 'Schemas and patterns of users are read here.'),
  packages(['@secretlint/secretlint-rule-preset-recommend'], 'detect/', 'One place looks for secrets.'),
  packages(['chokidar', 'modern-tar'], 'source/', 'Only source looks at files.'),
  packages(['semver'], 'bundle/', 'Only releases have versions.'),
  packages(['refa'], 'diff/', 'Only schemas that changed ask what patterns have in common.'),
  packages(['gpt-tokenizer'], 'meter/', 'Only meter counts tokens.'),
  packages(
    ['@marcbachmann/cel-js', 'jsonpath-rfc9535', 'parse5', 'fast-xml-parser'],
    'evals/',
    'Expressions and document formats belong to assertions.',
  ),
];

const analysis = ['model', 'render', 'meter', 'recordings', 'detect'];

export default {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'One direction: a circle has no first file to read.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    ...fence('render', {}, 'The runtime ships render alone, to browsers too.'),
    {
      name: 'render-is-pure',
      comment: 'Render runs in browsers: no package and no Node module.',
      severity: 'error',
      from: { path: '^src/render/' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev'] },
    },
    ...fence(
      'runtime',
      { may: ['render', 'source'], types: ['model'], words: true },
      'The runtime renders what a bundle holds; it knows no project.',
    ),
    ...[{ path: '^src/(?!runtime|render|model/|errors)' }, { dependencyTypes: ['core'] }].map(
      (to, index) => ({
        name: index === 0 ? 'runtime-is-small' : 'runtime-is-pure',
        comment:
          'Browsers and edge runtimes have no files and no Node modules: only loading from files asks for them.',
        severity: 'error',
        from: {
          path: '^src/runtime(/|-patterns|\\.)',
          pathNot: '^src/runtime/load-bundle\\.ts$',
        },
        to,
      }),
    ),
    ...fence('detect', {}, 'Secrets and personal data are found in texts: whose they are, others know.'),
    ...fence('model', { may: ['render'] }, 'Model turns text into meaning and knows nobody who uses it.'),
    ...fence(
      'meter',
      { types: ['model', 'render', 'recordings'] },
      'Meter counts and prices what it is given.',
    ),
    ...fence('recordings', { may: ['model', 'render'] }, 'Recordings know the request, not who asks.'),
    ...fence(
      'source',
      { may: ['recordings'], types: ['model', 'evals'], words: true },
      'Source implements ports; it reads no meaning.',
    ),
    ...['lint', 'evals', 'diff', 'cost', 'bundle'].flatMap((room) =>
      fence(room, { may: analysis }, 'Analyses never import each other: commands pass facts between them.'),
    ),
    ...fence('gate', { types: ['model'] }, 'The gate takes numbers and imports no sibling.'),
    ...fence(
      'providers',
      { may: ['recordings', 'evals', 'render'], types: ['meter', 'model'], words: true },
      'Providers implement the port of evals.',
    ),
    ...fence(
      'report',
      { types: rooms.filter((room) => room !== 'report' && room !== 'cli'), words: true },
      'Report draws what it is given.',
    ),
    ...fence(
      'commands',
      {
        may: ['source', 'providers', 'gate', 'evals', 'lint', 'diff', 'cost', 'bundle', ...analysis],
        types: ['report'],
        // What `comment` posts is a drawn text.
        open: '^src/report/comment/',
      },
      'Commands return reports; drawing is the command line’s.',
    ),
    ...fence(
      'cli',
      { may: ['commands', 'report', 'evals', 'model', 'source'] },
      'The command line parses, runs one command and prints; it suggests words and writes what --output names.',
    ),
    {
      name: 'no-io-in-analyses',
      comment:
        'Model, analyses and report do no I/O and read no clock or environment. A vocabulary stands beside the code, like code.',
      severity: 'error',
      from: {
        path: '^src/(detect|model|lint|evals|diff|cost|bundle|gate|recordings|meter|report)/',
        pathNot: '^src/meter/data-files\\.ts$',
      },
      to: { path: '^(node:)?(fs|fs/promises|child_process|dgram|dns|http|http2|https|net|process|os|tls)$' },
    },
    ...entrances,
    {
      name: 'known-packages',
      comment: 'A package enters through a room of its own, named above and in CONTRIBUTING.md.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: 'node_modules/', pathNot: entrances.map(({ to }) => to.path) },
    },
    {
      name: 'chalk-stays-plain',
      comment: 'Colours come in through the terminal drawer and the live view.',
      severity: 'error',
      from: { path: '^src/report/', pathNot: '^src/report/(formats/terminal|live/)' },
      to: { path: 'node_modules/(chalk|ink|react)/' },
    },
    {
      name: 'no-unresolvable',
      comment: 'No fence sees an import that leads nowhere.',
      severity: 'error',
      from: { path: '^src/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'no-orphans',
      comment: 'A file nobody imports is dead.',
      severity: 'error',
      from: {
        orphan: true,
        path: '^src/',
        pathNot: '^src/(index|cli/run|cli/start|cli/worker|commands/lint-thread)\\.ts$|\\.d\\.ts$',
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
};
