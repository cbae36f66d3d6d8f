import type { Level } from '../../diff/change.ts';
import { bad, good, type Span, warn } from '../document.ts';

/** A level in its colour. */
export function levelSpan(level: Level): Span {
  switch (level) {
    case 'breaking':
      return bad(level);
    case 'dangerous':
      return warn(level);
    case 'safe':
      return good(level);
  }
}
