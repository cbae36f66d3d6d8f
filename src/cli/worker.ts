import { workerData } from 'node:worker_threads';
import { openLoader } from './load.ts';

/** A thread of promptops: it loads the part that it is named as the command line of a verb loads its own. */
openLoader(__dirname, workerData.verb).load(`./${workerData.part}.cjs`);
