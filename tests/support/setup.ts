import 'reflect-metadata';
import fc from 'fast-check';
import { readEnv } from '../../server/env.ts';

// A change is judged by what it changes, not by the luck of the draw; other cases are tried by saying another seed.
fc.configureGlobal({ seed: readEnv().testSeed });
