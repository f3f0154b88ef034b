#!/usr/bin/env node
// JavaScript: with the first file in TypeScript, Node would load what strips types before it can know that it was done before.
import { createRequire } from 'node:module';
import { fresh, makeLater } from './bundled-start.js';
import './loading.js';

const bundle = fresh();
const { run } = bundle === undefined ? await import('./run.ts') : createRequire(import.meta.url)(bundle);
await run();
if (bundle === undefined) makeLater();
