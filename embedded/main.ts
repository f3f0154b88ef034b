#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Half of a start is compiling. Beside the packages, where only those can write who may write the code as well; where nobody
// can, it is compiled each time. Before the first import of ours, hence not a static one.
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'compiled'));
await import('./command.ts');
