import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { build, formatMessages, type Metafile } from 'esbuild';

/** What to bundle. */
export interface BundleOptions {
  /** By default `functions/index.ts` of the project. */
  readonly entryPoint?: string;
  /** Emptied first. By default `dist/functions` of the project. */
  readonly outDirectory?: string;
}

/** What came out. */
export interface BundleResult {
  /** The file that package.json names as `main`. */
  readonly entryFile: string;
  /** Every input and output with its size, as esbuild measured it. */
  readonly metafile: Metafile;
}

const root = resolve(import.meta.dirname, '../..');

/**
 * CommonJS packages inside an ES module ask for Node's modules with `require`, which ES modules lack.
 * The name is free in each file: esbuild keeps it for this purpose.
 */
const REQUIRE_BANNER =
  "import { createRequire as $createRequire } from 'node:module';\nconst require = $createRequire(import.meta.url);";

/**
 * Bundles the function app: ES modules for Node 24 with source maps, one entry `index.js` beside its
 * chunks. What the app imports with `await import()` becomes a chunk that is read on first use.
 * `@azure/functions` stays outside, since the runtime hooks into the package itself. Throws on the
 * first error or warning.
 */
export async function bundle(options: BundleOptions = {}): Promise<BundleResult> {
  const outDirectory = resolve(options.outDirectory ?? join(root, 'dist/functions'));
  await rm(outDirectory, { recursive: true, force: true });
  const { metafile, warnings } = await build({
    entryPoints: { index: resolve(options.entryPoint ?? join(root, 'functions/index.ts')) },
    outdir: outDirectory,
    absWorkingDir: root,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // Telemetry hooks into modules as they load, so it must stay the module that it is.
    // Its main file asks for a hook that no bundler has; this is the same library without it.
    alias: { handlebars: 'handlebars/dist/cjs/handlebars.js' },
    external: ['@azure/functions', '@azure/functions-core', '@azure/monitor-opentelemetry'],
    banner: { js: REQUIRE_BANNER },
    sourcemap: 'linked',
    sourcesContent: false,
    keepNames: true,
    metafile: true,
    logLevel: 'silent',
  });
  if (warnings.length > 0) {
    throw new Error((await formatMessages(warnings, { kind: 'warning' })).join('\n'));
  }
  return { entryFile: join(outDirectory, 'index.js'), metafile };
}

if (import.meta.main) {
  try {
    const { entryFile, metafile } = await bundle();
    const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
    process.stdout.write(`${entryFile} (${Math.round(bytes / 1024)} kB with chunks and maps)\n`);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
