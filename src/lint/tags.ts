/** The part of a template's source in which every tag is closed, so that looking for ends takes linear time. */
export const upToLastTag = (source: string): string => source.slice(0, source.lastIndexOf('}}') + 2);

/** The source without the tags that `opening` matches the start of (`{{` and what follows). */
export function withoutTags(source: string, opening: RegExp): string {
  const closed = source.includes('}}') ? upToLastTag(source) : '';
  const tags = new RegExp(`${opening.source}[\\s\\S]*?\\}\\}`, 'g');
  return closed.replace(tags, '') + source.slice(closed.length);
}
