import { type HttpServer, startHttpServer } from './http-server.ts';
import { chatCompletion, chatUsage } from './openai-server.ts';

/** An OpenAI-compatible server that takes its time and answers with the last message. */
export const startEchoServer = (delayMs = 0): Promise<HttpServer> =>
  startHttpServer(({ body }) => ({
    delayMs,
    ...chatCompletion({ content: body.messages.at(-1).content }, { usage: chatUsage }),
  }));

/** A project with one prompt, `slow`, and cases `c1` to `c<n>` that ask the server. */
export const slowProject = (url: string, cases: number): Readonly<Record<string, string>> => ({
  'promptops.yaml': `promptops: 1
providers:
  local: { kind: openai-compatible, baseURL: "${url}/v1", allowLocal: true, price: { input: 1, output: 2 } }
  keyed: { kind: openai-compatible, baseURL: "${url}/v1", allowLocal: true, apiKey: SLOW_KEY }
`,
  'prompts/slow.prompt.yaml': `promptops: 1
model: { id: local/m1 }
inputs: { n: { type: integer } }
messages: [{ role: user, content: "case {{n}}" }]
`,
  'prompts/slow.test.yaml': `promptops: 1
defaultTest: { assert: [{ type: starts-with, value: case }] }
tests:
${Array.from({ length: cases }, (_, index) => `  - { id: c${index + 1}, vars: { n: ${index + 1} } }\n`).join('')}`,
});
