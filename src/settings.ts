// The user's settings for kernels of this page; schema/settings.json describes them to the reader. They take
// effect when a kernel starts.

import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { KernelSettings } from './browser-kernel';

export const SETTINGS_ID = 'gilectomy-lab:settings';

export const DEFAULT_SETTINGS: KernelSettings = { design: 'biased', maxThreads: 64, traceBuffer: 65536 };

/** The settings as they are now; the schema has checked their types and ranges. */
export function readSettings({ composite }: ISettingRegistry.ISettings): KernelSettings {
  const { design, maxThreads, traceBuffer } = composite;
  return {
    design: typeof design === 'string' ? design : DEFAULT_SETTINGS.design,
    maxThreads: typeof maxThreads === 'number' ? maxThreads : DEFAULT_SETTINGS.maxThreads,
    traceBuffer: typeof traceBuffer === 'number' ? traceBuffer : DEFAULT_SETTINGS.traceBuffer
  };
}
