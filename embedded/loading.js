import module from 'node:module';
import { join } from 'node:path';

// Most of a start is finding and compiling some 1,000 small files: https://nodejs.org/api/module.html#module-compile-cache
// What was compiled, and stripped of types, is kept beside the packages, where only those can write who may write the code as
// well; where nobody can, it is compiled each time. Whoever starts a program imports this file before anything large.
module.enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'compiled'));

const RELATIVE = /^\.\.?\/.*\.(?:ts|m?js)$/;

// A relative name with its ending says which file it is. Node would ask the disk whether it is a file, a link, and of which package.
module.registerHooks({
  resolve: (name, context, next) =>
    RELATIVE.test(name) && context.parentURL && !context.conditions.includes('require')
      ? {
          url: new URL(name, context.parentURL).href,
          // All of ours are modules; of others' files Node finds it out.
          ...(name.endsWith('.ts') ? { format: 'module-typescript' } : {}),
          shortCircuit: true,
        }
      : next(name, context),
});
