import { PromptopsError } from '../errors.ts';
import type { FoundProvider } from './find-provider.ts';
import { googleDialectOver } from './google.ts';
import type { Dialect } from './language-model.ts';
import type { LoadPackage } from './optional-kinds.ts';
import { optionalDialect } from './optional-package.ts';
import { settingOf } from './settings.ts';

type Access = { readonly apiKey: string; readonly baseURL: string; readonly load: LoadPackage };

/** Where models of Vertex are asked: those of a project at a location, else those that an API key alone opens. */
export function vertexBaseURL({ name, config }: FoundProvider): string {
  const project = settingOf(config, 'project');
  if (project === undefined && config.settings['location'] !== undefined) {
    throw new PromptopsError('invalid-project', `Provider "${name}" has a location but no project.`, {
      hint: `Set \`project\` under \`providers.${name}\` in promptops.yaml; an API key alone takes neither.`,
    });
  }
  if (project === undefined) return 'https://aiplatform.googleapis.com/v1/publishers/google';
  const location = settingOf(config, 'location') ?? 'global';
  const host = location === 'global' ? '' : `${encodeURIComponent(location)}-`;
  const place = `projects/${encodeURIComponent(project)}/locations/${encodeURIComponent(location)}`;
  return `https://${host}aiplatform.googleapis.com/v1beta1/${place}/publishers/google`;
}

/**
 * Gemini on Google's Vertex AI. With a `project` the key is an access token, such as `gcloud auth print-access-token`
 * prints; without one it is an API key. https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference
 */
export function vertexDialect({ model, config }: FoundProvider, { apiKey, baseURL, load }: Access): Dialect {
  const isToken = settingOf(config, 'project') !== undefined;
  return optionalDialect<typeof import('@ai-sdk/google-vertex')>('google-vertex', load, ({ createVertex }) =>
    googleDialectOver(model, (fetch) =>
      createVertex({ apiKey, baseURL, fetch: isToken ? withToken(fetch, apiKey) : fetch }),
    ),
  );
}

/** The package would look for credentials of this machine by itself: it is given the token as a key, sent as what it is. */
const withToken =
  (fetch: typeof globalThis.fetch, token: string): typeof globalThis.fetch =>
  (input, init) => {
    const headers = new Headers(init?.headers);
    headers.delete('x-goog-api-key');
    headers.set('authorization', `Bearer ${token}`);
    return fetch(input, { ...init, headers });
  };
