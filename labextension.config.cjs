// Additions to the extension's bundle: what the kernel loads is copied as it is, under a name with the hash
// of its content.

const { resolve } = require('node:path');

const copied = ['dist/browser', 'build/wasm', 'build/lib.pack', 'style/icons/logo.svg'].map(path => resolve(__dirname, path));

module.exports = {
  // The runtime's modules are large, and loaded only when a kernel starts.
  performance: false,
  output: { assetModuleFilename: '[name].[contenthash][ext]' },
  // The builder's own rules take scripts for modules and pictures for text; the last rule that matches wins.
  module: { rules: [{ include: copied, type: 'asset/resource' }] }
};
