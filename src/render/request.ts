import type { Output, Params, Role, Tool, ToolChoice } from './prompt.ts';

/** What is asked of a model, in no vendor's dialect: the rendered prompt. A recording's key is computed over it. */
export type ModelRequest = {
  /** `provider/model`. */
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly params: Params;
  readonly tools: readonly Tool[];
  readonly toolChoice: ToolChoice | null;
  readonly output: Output;
};

export type ChatMessage = {
  readonly role: Role;
  readonly content: readonly ContentPart[];
  /** A provider's prompt cache may end after this message. */
  readonly cache?: true;
  /** The calls an assistant message made. */
  readonly toolCalls?: readonly ToolCall[];
  /** The call a tool message answers. */
  readonly toolCallId?: string;
  readonly toolName?: string;
};

export type ContentPart = { readonly type: 'text'; readonly text: string } | MediaPart;

export type MediaPart = { readonly type: 'image' | 'audio' | 'file' } & Media;

/** A picture, sound or document: its bytes, or an address the provider fetches itself. */
export type Media =
  | { readonly mediaType: string; readonly base64: string; readonly name?: string }
  | { readonly url: string };

export type ToolCall = {
  readonly id: string;
  readonly name: string;
  /** Parsed JSON; the raw text when it did not parse. */
  readonly arguments: unknown;
  /** False: the model's arguments are not JSON. */
  readonly valid: boolean;
};
