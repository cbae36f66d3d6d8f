import type { Finding } from '../../model/finding.ts';
import { bad, type Span, warn } from '../document.ts';

export const severitySpan = (level: Finding['level']): Span =>
  level === 'error' ? bad('error') : warn('warning');
