#!/usr/bin/env node
import './loading.js';

const { run } = await import('./run.ts');
await run();
