import { registerHooks } from 'node:module';

/**
 * Loads `date-fns-tz` by its CommonJS build from here on. Its ES modules bring in three hundred more, and for
 * each of them Node reads the package.json of date-fns, of 200 KB: over a second in every command. What is
 * deployed is bundled and has neither.
 */
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'date-fns-tz'
      ? next(specifier, { ...context, conditions: ['node', 'require'] })
      : next(specifier, context),
});
