#!/usr/bin/env node
// JavaScript: with the first file in TypeScript, Node would load what strips types before it can know that it was done before.
import './loading.js';

await import('./main.ts');
