import type { FoundProvider } from './find-provider.ts';
import { isObject, type JsonObject, listAt, objectAt, stringAt } from './json.ts';
import type { Dialect } from './language-model.ts';
import { openaiDialectOver } from './openai.ts';
import type { LoadPackage } from './optional-kinds.ts';
import { optionalDialect } from './optional-package.ts';
import { settingOf } from './settings.ts';

type Access = { readonly apiKey: string; readonly baseURL: string; readonly load: LoadPackage };

/** Where a resource is asked; null: none is named. */
export const azureBaseURL = (resource: string | undefined): string | null =>
  resource === undefined ? null : `https://${encodeURIComponent(resource)}.openai.azure.com/openai`;

/**
 * OpenAI's models in a resource of Azure: OpenAI's wire format under the name of a deployment. An `apiVersion` that is a
 * date asks the older addresses, one per deployment. https://learn.microsoft.com/azure/ai-services/openai/reference
 */
export function azureDialect({ model, config }: FoundProvider, access: Access): Dialect {
  const { apiKey, baseURL, load } = access;
  const deployment = deploymentsOf(config.settings['deployments']).get(model) ?? model;
  const apiVersion = settingOf(config, 'apiVersion');
  const useDeploymentBasedUrls = apiVersion !== undefined && /^\d{4}-/.test(apiVersion);
  const asked = { api: config.api, model: deployment, reasons: reasons(model) };
  return optionalDialect<typeof import('@ai-sdk/azure')>('azure', load, ({ createAzure }) => {
    const dialect = openaiDialectOver(asked, (fetch) =>
      createAzure({ apiKey, baseURL, apiVersion, useDeploymentBasedUrls, fetch }),
    );
    return { ...dialect, tolerate: (body) => withRefusal(dialect.tolerate(body)) };
  });
}

/** The package drops the words of a refusal; they are the answer. */
function withRefusal(body: JsonObject): JsonObject {
  const [choice, ...others] = listAt(body, 'choices');
  const message = objectAt(choice, 'message');
  const refusal = stringAt(message, 'refusal');
  if (!isObject(choice) || refusal === null || message?.['content']) return body;
  return { ...body, choices: [{ ...choice, message: { ...message, content: refusal } }, ...others] };
}

/** A deployment may be called anything, so the package cannot tell from its name which settings it takes. */
const reasons = (model: string): boolean => /^(o\d|gpt-5(?!-chat))/.test(model);

const deploymentsOf = (value: unknown): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(value ?? {}).flatMap(([model, name]): [string, string][] =>
      typeof name === 'string' ? [[model, name]] : [],
    ),
  );
