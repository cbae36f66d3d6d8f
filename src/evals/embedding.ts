import type { ModelRequest } from '../render/request.ts';

/** The question whose answer is the embedding of a text; its answer is a text as any other, so it is recorded as any other. */
export const embeddingRequest = (model: string, text: string): ModelRequest => ({
  model,
  messages: [{ role: 'user', content: [{ type: 'text', text }] }],
  params: {},
  tools: [],
  toolChoice: null,
  output: { format: 'text', name: null, strict: false, schema: null },
});

/** A vector as text: Base64 of its numbers as 32-bit floats, little-endian. A third of what JSON takes. */
export function writeVector(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes.toString('base64');
}

/** The vector of such a text; null: it is none. */
export function readVector(text: string): readonly number[] | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === 0 || bytes.length % 4 !== 0) return null;
  const vector = Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4));
  return vector.every(Number.isFinite) ? vector : null;
}

/** Cosine of the angle between two vectors of one length, -1 to 1; 0 where one has no direction. */
export function cosine(a: readonly number[], b: readonly number[]): number {
  let [dot, left, right] = [0, 0, 0];
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? 0;
    dot += value * other;
    left += value * value;
    right += other * other;
  }
  return left === 0 || right === 0 ? 0 : dot / Math.sqrt(left * right);
}
