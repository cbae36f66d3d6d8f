// `promptops/runtime/node`: the runtime, and bundles from files.

export { type LoadedBundle, type LoadOptions, loadBundle } from './runtime/load-bundle.ts';
export * from './runtime.ts';
