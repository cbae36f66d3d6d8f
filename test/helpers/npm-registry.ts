import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type HttpServer, startHttpServer } from './http-server.ts';
import { cleanEnvironment, repositoryFolder } from './promptops.ts';

/** A registry that has one package: this one, packed as it would be published. */
export async function startRegistry(folder: string): Promise<HttpServer> {
  const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: repositoryFolder,
    env: cleanEnvironment(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ filename }] = JSON.parse(packed);
  const tarball = readFileSync(path.join(folder, filename));
  const manifest = JSON.parse(readFileSync(path.join(repositoryFolder, 'package.json'), 'utf8'));
  const { name, version, bin, engines } = manifest;
  const server = await startHttpServer(({ path: asked }) => {
    if (asked.endsWith('.tgz')) return { text: tarball };
    if (asked !== `/${name}`) return { status: 404, json: { error: 'Not found' } };
    const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
    const dist = { tarball: `${server.url}/${filename}`, integrity };
    return {
      json: {
        name,
        'dist-tags': { latest: version },
        versions: { [version]: { name, version, bin, engines, dist } },
      },
    };
  });
  return server;
}
