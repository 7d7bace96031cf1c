import { readKept } from './read-outcome.ts';
import { serveBatches } from './serve-batches.ts';

serveBatches(readKept);
