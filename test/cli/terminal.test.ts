import { expect, it } from 'vitest';
import { describeTerminal } from '../../src/cli/terminal.ts';

const screen = { stdout: { isTTY: true, columns: 100 }, stderr: { isTTY: true, columns: 100 } };
const unsized = { stdout: { isTTY: true, columns: 0 }, stderr: {} };
const pipe = { stdout: {}, stderr: { isTTY: true, columns: 60 } };

it.each([
  ['a terminal', {}, screen, true, { color: true, columns: 100, live: true }],
  ['a pipe, which has no width', {}, pipe, true, { color: false, columns: Infinity, live: false }],
  ['a pipe and COLUMNS', { COLUMNS: '72' }, pipe, true, { columns: 72 }],
  ['a terminal and COLUMNS', { COLUMNS: '72' }, screen, true, { columns: 72 }],
  ['COLUMNS that is no width', { COLUMNS: '0' }, screen, true, { columns: 100 }],
  ['a terminal that does not know its width', {}, unsized, true, { columns: 80 }],
  ['a pipe that is to have colour', { FORCE_COLOR: '1' }, pipe, true, { color: true, live: false }],
  ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, screen, true, { color: false, live: true }],
  ['NO_COLOR', { NO_COLOR: '1' }, screen, true, { color: false, live: true }],
  ['NO_COLOR over FORCE_COLOR', { NO_COLOR: '1', FORCE_COLOR: '1' }, screen, true, { color: false }],
  ['an empty NO_COLOR', { NO_COLOR: '' }, screen, true, { color: true }],
  ['--no-color over all', { FORCE_COLOR: '1' }, screen, false, { color: false }],
  ['CI', { CI: 'true' }, screen, true, { color: true, live: false }],
  ['CI=false', { CI: 'false' }, screen, true, { live: true }],
  ['TERM=dumb', { TERM: 'dumb' }, screen, true, { color: false, live: false }],
])('%s', (_what, env, streams, wantsColor, expected) => {
  expect(describeTerminal(env, streams, wantsColor)).toMatchObject(expected);
});
