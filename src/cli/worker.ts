import { workerData } from 'node:worker_threads';
import { openLoader } from './load.ts';

/** A thread of promptops: it loads the part that it is named as the command line loads its own. */
openLoader(__dirname).load(`./${workerData.part}.cjs`);
