import { byCodePoint } from './order.ts';
import type { PromptFile } from './prompt-file.ts';
import { signatureOf } from './signature.ts';

/** The committed page of signatures; relative to the project root. */
export const apiPath = 'prompts.api.md';

/** More than a page of 100,000 prompts. */
export const maxApiBytes = 256 * 1024 * 1024;

const start = `# Prompts

<!-- Written by "promptops api", for reviewers: what code sees of each prompt. -->
`;

/** Whether a page is one of ours, to be written over. */
export const isApiPage = (text: string): boolean => text.replaceAll('\r\n', '\n').startsWith(start);

/** The page of all these prompts, in the order of their ids. */
export function apiPage(prompts: readonly PromptFile[]): string {
  const sections = prompts.toSorted((a, b) => byCodePoint(a.id, b.id)).map(sectionOf);
  return [start, ...sections].join('\n');
}

/** A heading and an indented block, which no text can end. */
export const sectionOf = (file: PromptFile): string =>
  `## ${headingOf(file.id)}\n\n${signatureOf(file)
    .map((line) => `    ${line}\n`)
    .join('')}`;

/** Signs that Markdown or HTML would obey stand for themselves. */
export const headingOf = (id: string): string =>
  id.replace(/\p{Cc}|\p{Bidi_Control}/gu, '\ufffd').replace(/[\\`*_{}[\]<>()#!|&~]/g, '\\$&');

/** The sections of a page by heading. */
export function readApiPage(text: string): ReadonlyMap<string, string> {
  const parts = text.replaceAll('\r\n', '\n').split(/^(?=## )/m);
  return new Map(parts.slice(1).map((part) => [part.slice(3, part.indexOf('\n')), `${part.trimEnd()}\n`]));
}
