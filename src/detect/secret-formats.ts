/** A kind of key with a published shape. `source` is a regular expression over the whole key. */
export type SecretFormat = { readonly what: string; readonly source: string };

/**
 * Formats beyond the detector's: keys that prompts are likely to hold, and such as its own patterns are too narrow for.
 * Each has a prefix of its own and a fixed alphabet, so that prose and identifiers are never taken for one.
 */
export const secretFormats: readonly SecretFormat[] = [
  { what: 'an OpenAI API key', source: 'sk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{40,200}' },
  { what: 'an API key', source: 'sk-(?:[A-Za-z0-9]{48}|[a-f0-9]{32})' },
  { what: 'an Anthropic API key', source: 'sk-ant-(?:api|admin|oat|sid)\\d\\d-[A-Za-z0-9_-]{80,128}' },
  { what: 'an OpenRouter API key', source: 'sk-or-v1-[a-f0-9]{64}' },
  { what: 'a Google API key', source: 'AIza[A-Za-z0-9_-]{35}' },
  { what: 'a Google OAuth secret', source: 'GOCSPX-[A-Za-z0-9_-]{28}' },
  { what: 'an xAI API key', source: 'xai-[A-Za-z0-9]{80}' },
  { what: 'a Perplexity API key', source: 'pplx-[A-Za-z0-9]{48,56}' },
  { what: 'a Replicate API token', source: 'r8_[A-Za-z0-9]{37}' },
  { what: 'an AWS access key', source: '(?:AKIA|ASIA)[A-Z2-7]{16}' },
  { what: 'an Azure storage key', source: 'AccountKey=[A-Za-z0-9+/]{86}==' },
  { what: 'a Stripe key', source: '[rs]k_live_[A-Za-z0-9]{24,247}' },
  { what: 'a SendGrid key', source: 'SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}' },
  { what: 'a PyPI token', source: 'pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,200}' },
  { what: 'an age secret key', source: 'AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}' },
  { what: 'a Telegram bot token', source: '\\d{8,10}:AA[A-Za-z0-9_-]{33}' },
];

/** What the detector's rules are about, by the end of their ids. */
export const ruleSubjects: Readonly<Record<string, string>> = {
  aws: 'an AWS secret key',
  privatekey: 'a private key',
  npm: 'an npm or GitHub token',
  basicauth: 'a password in an address',
  slack: 'a Slack token',
  sendgrid: 'a SendGrid key',
  shopify: 'a Shopify token',
  github: 'a GitHub token',
  gitlab: 'a GitLab token',
  grafana: 'a Grafana token',
  openai: 'an OpenAI API key',
  anthropic: 'an Anthropic API key',
  groq: 'a Groq API key',
  huggingface: 'a Hugging Face token',
  linear: 'a Linear API key',
  notion: 'a Notion token',
  '1password': 'a 1Password token',
  'database-connection-string': 'a password of a database',
  'hashicorp-vault': 'a Vault token',
  vercel: 'a Vercel token',
  databricks: 'a Databricks token',
  docker: 'a Docker token',
  figma: 'a Figma token',
};

/**
 * What a text must have somewhere for any rule of the detector to find anything in it: the fixed part of each of its
 * patterns, with as much of the rest as keeps prose out. A test holds every rule to it.
 */
export const secretHints: readonly string[] = [
  '(?:SECRET|secret|Secret)_?(?:ACCESS|access|Access)_?(?:KEY|key|Key)', // aws
  'PRIVATE KEY', // gcp, privatekey
  'npm_\\w{36}|:x-oauth-basic@', // npm
  '://[-\\w]+:[-\\w]+@', // basicauth
  'xox[abopr]-|xapp-|[hH][oO][oO][kK][sS]\\.[sS][lL][aA][cC][kK]\\.[cC][oO][mM]', // slack
  'SG\\.\\w', // sendgrid
  'shp(?:pa|ca|at|ss)_\\w{32}', // shopify
  'gh[opsur]_\\w{36}|github_pat_', // github
  'glpat-|gl(?:c|sa)_[\\w+/]{32}', // gitlab, grafana
  'T3BlbkFJ|sk-ant-api0', // openai, anthropic
  'gsk_\\w{52}|hf_[a-zA-Z]{34}|lin_api_|ntn_\\d{11}', // groq, huggingface, linear, notion
  'ops_ey', // 1password
  // database-connection-string
  '(?:[mM][oO][nN][gG][oO][dD][bB](?:\\+[sS][rR][vV])?|[mM][yY][sS][qQ][lL][xX]?|[pP][oO][sS][tT][gG][rR][eE][sS](?:[qQ][lL])?)://',
  'hv[sbr]\\.[\\w-]{90}|vc[aikpr]_[A-Za-z0-9]{20}|dapi[A-Fa-f0-9]{32}', // hashicorp-vault, vercel, databricks
  'dckr_pat_|figd_', // docker, figma
];
