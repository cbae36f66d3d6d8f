import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import path from 'node:path';
import { createFolder } from './repository.ts';

const require = createRequire(import.meta.url);
const verdaccio = require.resolve('verdaccio/bin/verdaccio');

export type NpmRegistry = {
  readonly url: string;
  /** What npm must be given to publish here, and to keep to itself. */
  readonly env: Readonly<Record<string, string>>;
  readonly token: string;
  close(): Promise<void>;
};

/** A real registry on loopback with one user, who may publish; nothing is asked of any other registry. */
export async function startNpmRegistry(): Promise<NpmRegistry> {
  const folder = createFolder();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  writeFileSync(
    path.join(folder, 'config.yaml'),
    `storage: ./storage\nauth: { htpasswd: { file: ./htpasswd, max_users: 10 } }\nuplinks: {}\npackages: { "**": { access: $all, publish: $authenticated } }\nlog: { type: stdout, level: fatal }\nweb: { enable: false }\n`,
  );
  const args = [verdaccio, '--config', path.join(folder, 'config.yaml'), '--listen', `127.0.0.1:${port}`];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' });
  const closed = once(child, 'close');
  const token = await newUser(url);
  const home = path.join(folder, 'home');
  mkdirSync(home);
  writeFileSync(
    path.join(home, '.npmrc'),
    `registry=${url}\n//127.0.0.1:${port}/:_authToken=\${NPM_TOKEN}\n`,
  );
  return {
    url,
    token,
    env: {
      HOME: home,
      NPM_TOKEN: token,
      npm_config_userconfig: path.join(home, '.npmrc'),
      npm_config_cache: path.join(folder, 'cache'),
      npm_config_fetch_retries: '0',
    },
    async close() {
      child.kill();
      await closed;
    },
  };
}

/** Waits for the registry to answer, at most half a minute. */
async function newUser(url: string): Promise<string> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const answer = await fetch(`${url}-/user/org.couchdb.user:ada`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'ada', password: 'a long password' }),
      });
      const { token } = (await answer.json()) as { readonly token?: string };
      if (token !== undefined) return token;
      throw new Error(`The registry made no user: ${answer.status}.`);
    } catch (error) {
      if (attempt === 300) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
