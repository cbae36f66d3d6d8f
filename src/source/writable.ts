import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import type { Root } from './root.ts';

/** Whether files can be made in the project folder. */
export const isWritable = ({ root }: Root): Promise<boolean> =>
  access(root, constants.W_OK).then(
    () => true,
    () => false,
  );
