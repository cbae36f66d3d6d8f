/** The version of this package; a test holds it to package.json. */
export const version = '0.1.0';

/** How reports name the tool that made them. */
export const tool = `promptops ${version}`;

declare const BUILD: string;

/** Digest of all that this program was built from; null: it runs from its sources. */
export const build: string | null = typeof BUILD === 'undefined' ? null : BUILD;
