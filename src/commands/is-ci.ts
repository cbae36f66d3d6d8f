import type { Context } from './context.ts';

/** `CI` is set to something that does not mean no. */
export const isCI = (env: Context['env']): boolean => !['', '0', 'false', undefined].includes(env['CI']);
