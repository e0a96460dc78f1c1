// The kernelspec of the browser kernel. Name and language are those of the Node kernel, so that a notebook
// saved with one opens with the other.

import type { KernelSpec } from '@jupyterlab/services';

export const KERNEL_NAME = 'gilectomy';

export const KERNEL_SPEC: KernelSpec.ISpecModel = {
  name: KERNEL_NAME,
  display_name: 'Python (Gilectomy Lab)',
  language: 'python',
  argv: [],
  env: {},
  metadata: { debugger: false },
  resources: { 'logo-svg': new URL('../../style/icons/logo.svg', import.meta.url).href }
};
