import { describe, expect, it } from 'vitest';
import { layOut } from '../../src/model/layout.ts';

const idsOf = (paths: string[], roots: string[]) => layOut(paths, roots).prompts.map(({ id }) => id);

describe('layOut', () => {
  it('makes ids of paths below a root, sorted by code point, with the sibling test', () => {
    expect(
      layOut(
        ['prompts/b.prompt.yaml', 'prompts/a/x.prompt.yaml', 'prompts/a/x.test.yaml', 'prompts/README.md'],
        ['prompts'],
      ),
    ).toEqual({
      prompts: [
        { id: 'a/x', path: 'prompts/a/x.prompt.yaml', testPath: 'prompts/a/x.test.yaml' },
        { id: 'b', path: 'prompts/b.prompt.yaml', testPath: null },
      ],
      strays: [],
      faults: [],
    });
  });

  it('takes the longest of several roots, also the project itself and one outside of it', () => {
    const paths = ['p/a.prompt.yaml', 'p/q/b.prompt.yaml', '../shared/c.prompt.yaml', 'pp/d.prompt.yaml'];
    expect(idsOf(paths, ['p', 'p/q', '../shared'])).toEqual(['a', 'b', 'c']);
    expect(idsOf(['x.prompt.yaml', 'y/z.prompt.yaml'], [''])).toEqual(['x', 'y/z']);
  });

  it('leaves hidden folders, recordings and packages alone, and names that are nothing but an ending', () => {
    const paths = [
      '.git/a.prompt.yaml',
      'node_modules/x/b.prompt.yaml',
      'p/__recordings__/c.prompt.yaml',
      'p/.prompt.yaml',
      'p/.hidden.prompt.yaml',
    ];
    expect(idsOf(paths, [''])).toEqual(['p/.hidden']);
  });

  it('keeps test files without a prompt beside them as strays', () => {
    expect(layOut(['p/a.prompt.yaml', 'p/b.test.yaml'], ['p']).strays).toEqual(['p/b.test.yaml']);
  });

  it.each([
    [['p/Reply.prompt.yaml', 'p/reply.prompt.yaml']],
    [['p/re\u0301ply.prompt.yaml', 'p/r\u00e9ply.prompt.yaml']],
    [['p/x.prompt.yaml', 'q/x.prompt.yaml']],
  ])('reports the collision of %j', (paths) => {
    const { faults } = layOut(paths, ['p', 'q']);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatchObject({ rule: 'id/collision' });
  });
});
