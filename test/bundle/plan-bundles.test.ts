import { describe, expect, it } from 'vitest';
import { planBundles } from '../../src/bundle/plan-bundles.ts';
import { loadProject } from '../../src/model/project.ts';
import { snapshotOf } from '../helpers/snapshot.ts';

const ids = ['billing/draft', 'support/a/deep', 'support/reply'];
const plan = (bundles: Readonly<Record<string, readonly string[]>>, names?: readonly string[]) =>
  planBundles({ bundles }, ids, names).map(({ name, ids: chosen }) => [name, ...chosen]);

describe('the bundles of a project', () => {
  it('are one of all prompts where none is configured', () => {
    expect(plan({})).toEqual([['prompts', ...ids]]);
  });

  it('are those configured, by their globs, sorted', () => {
    expect(plan({ z: ['support/*'], a: ['billing/*', 'support/**', '**'] })).toEqual([
      ['a', ...ids],
      ['z', 'support/reply'],
    ]);
  });

  it('are only those asked for', () => {
    expect(plan({ z: ['support/*'], a: ['**'] }, ['z'])).toEqual([['z', 'support/reply']]);
    expect(() => plan({ support: ['**'] }, ['suport'])).toThrow('There is no bundle "suport".');
    expect(() => plan({}, ['support'])).toThrow('There is no bundle "support".');
  });

  it('do not quietly lose the prompts of a glob', () => {
    expect(() => plan({ support: ['support/*', 'sales/**'] })).toThrow(
      'No prompt fits "sales/**" of bundle "support".',
    );
  });

  it('have names that tags, files and packages can have', async () => {
    const faults = async (bundles: string) => {
      const snapshot = snapshotOf({ 'promptops.yaml': `promptops: 1\nbundles: ${bundles}\n` });
      return (await loadProject(snapshot)).faults.map(
        ({ message, at }) => `${at.line}:${at.column} ${message}`,
      );
    };
    expect(await faults('{ support: ["**"], a.b-c_1: ["x/*"] }')).toEqual([]);
    expect(await faults('{ Support: ["**"] }')).toEqual(['2:12 "Support" cannot be the name of a bundle.']);
    expect(await faults('{ a..b: ["**"] }')).toEqual(['2:12 "a..b" cannot be the name of a bundle.']);
    expect(await faults('{ a: [] }')).toEqual(['2:15 "a" must not be empty.']);
  });
});
