import type { DoctorReport } from '../../commands/doctor.ts';
import { bad, type Document, good, line, muted, plain, warn } from '../document.ts';

/** One row per check: fine, worth knowing, or broken. */
export function doctorDocument({ checks, verdict }: DoctorReport): Document {
  const marks = { ok: good('✔'), note: warn('!'), fail: bad('✖') };
  return {
    title: `promptops doctor: ${verdict}`,
    blocks: [
      {
        type: 'table',
        columns: [
          { title: ' ', align: 'left' },
          { title: 'Check', align: 'left' },
          { title: 'Found', align: 'left' },
        ],
        rows: checks.map(({ name, status, detail, hint }) => [
          [marks[status]],
          [plain(name)],
          [plain(detail), ...(hint ? [muted(`  ${hint}`)] : [])],
        ]),
      },
      line(plain('')),
      line(verdict === 'healthy' ? good('✔ healthy') : bad('✖ unhealthy')),
    ],
  };
}
