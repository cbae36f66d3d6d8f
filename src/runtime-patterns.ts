// `promptops/runtime/patterns`: what checks the `pattern` of an input's schema, in time linear in the text.
export { loadMatches, type Matches } from './model/pattern.ts';
