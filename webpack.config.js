// Bundles of the kernel, from the JavaScript that tsc writes to lib/. Each entry is one file without further
// chunks: a worker is started from one URL, and the command line from one path.

import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import webpack from 'webpack';

const top = dirname(fileURLToPath(import.meta.url));

/** Every entry point: where it comes from, where it goes, and the host that it runs in. */
export const entries = [
  { host: 'node', name: 'cli.cjs', source: 'lib/kernel/protocol/cli.js', banner: '#!/usr/bin/env node' },
  { host: 'node', name: 'kernel.cjs', source: 'lib/kernel/protocol/node/kernel-node.js' },
  { host: 'node', name: 'thread-worker.cjs', source: 'lib/kernel/threads/worker-node.js' },
  { host: 'node', name: 'render.cjs', source: 'lib/kernel/experiments/renderer.js' },
  { host: 'browser', name: 'kernel.worker.js', source: 'lib/kernel/protocol/browser-worker.js' },
  { host: 'browser', name: 'thread.worker.js', source: 'lib/kernel/threads/worker-browser.js' },
  // Loaded with the first chart: by require in Node, by import in a worker.
  { host: 'browser', name: 'render.js', source: 'lib/kernel/experiments/renderer.js', module: true }
];

function configuration({ host, name, source, banner, module = false }) {
  return {
    name: `${host}/${name}`,
    context: top,
    mode: 'production',
    // Readable bundles: tracebacks of a kernel in trouble name functions, and size hardly matters here.
    optimization: { minimize: host === 'browser', splitChunks: false, runtimeChunk: false },
    devtool: false,
    target: host === 'node' ? 'node20' : 'webworker',
    entry: resolve(top, source),
    output: {
      path: resolve(top, 'dist', host),
      filename: name,
      ...(host === 'node' && { library: { type: 'commonjs2' } }),
      ...(module && { library: { type: 'module' }, module: true })
    },
    // Vega measures text without the optional package `canvas`, the same in every host; charts hold their data, so
    // nothing is fetched.
    resolve: { alias: { canvas: false, 'node-fetch': false } },
    // The kernel finds its files by path or from its start options, never by a URL of the bundler's.
    module: {
      parser: { javascript: { url: false, worker: false, importMeta: false, createRequire: false } },
      rules: [
        { test: /\.m?js$/, resolve: { fullySpecified: false } },
        // What draws pictures comes in one file with its font.
        { test: /\.(wasm|ttf)$/, type: 'asset/inline' }
      ]
    },
    plugins: [
      // The package's own loader looks for its builds beside its sources.
      new webpack.NormalModuleReplacementPlugin(/^\.\/load-addon$/, resolve(top, 'lib/kernel/protocol/node/zeromq-addon.js')),
      new webpack.optimize.LimitChunkCountPlugin({ maxChunks: 1 }),
      ...(banner ? [new webpack.BannerPlugin({ banner, raw: true, entryOnly: true })] : [])
    ],
    ...(module && { experiments: { outputModule: true } }),
    performance: false,
    stats: 'errors-warnings'
  };
}

export default entries.map(configuration);
