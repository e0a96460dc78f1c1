// The plugins of the extension: the server settings through which kernels of this page join those of the
// server, the hub as a token for other extensions, and what the page shows about them.

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { IServerSettings, ServerConnection, type ServiceManagerPlugin } from '@jupyterlab/services';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { PromiseDelegate } from '@lumino/coreutils';
import { KERNEL_ASSETS, KERNEL_WORKER, workerUrl } from './assets';
import { BrowserKernel, type KernelSettings } from './browser-kernel';
import { KernelHub } from './hub/hub';
import { explainMissingIsolation } from './isolation';
import { KERNEL_NAME, KERNEL_SPEC } from './kernelspec';
import { DEFAULT_SETTINGS, SETTINGS_ID, readSettings } from './settings';
import { IKernelHub } from './tokens';

const hub = new KernelHub(ServerConnection.makeSettings());

/** How to read the settings; a kernel that starts early waits until they are there. */
const settings = new PromiseDelegate<() => KernelSettings>();

/** Takes the place of JupyterLab's own plugin of the server settings, which package.json disables. */
const serverSettings: ServiceManagerPlugin<ServerConnection.ISettings> = {
  id: 'gilectomy-lab:server-settings',
  description: 'Server settings that also reach the kernels of this page.',
  autoStart: true,
  provides: IServerSettings,
  activate: () => {
    if (globalThis.crossOriginIsolated) {
      hub.register({
        spec: KERNEL_SPEC,
        create: options =>
          new BrowserKernel(options, {
            kernelWorker: KERNEL_WORKER,
            assets: KERNEL_ASSETS,
            workerUrl,
            settings: async () => (await settings.promise)()
          })
      });
    }
    return hub.settings();
  }
};

const hubPlugin: JupyterFrontEndPlugin<IKernelHub> = {
  id: 'gilectomy-lab:hub',
  description: 'The kernels of this page.',
  autoStart: true,
  provides: IKernelHub,
  activate: (app: JupyterFrontEnd) => {
    if (!globalThis.crossOriginIsolated) {
      void app.restored.then(async () => {
        const { kernelspecs } = app.serviceManager;
        await kernelspecs.ready;
        explainMissingIsolation(KERNEL_NAME in (kernelspecs.specs?.kernelspecs ?? {}));
      });
    }
    hub.died.connect((_, { reason, restarted }) => {
      Notification.error(`${reason} ${restarted ? 'Its state is lost; another has been started.' : ''}`.trimEnd(), { autoClose: false });
    });
    // A kernel of this page ends with it: the browser asks before that happens.
    window.addEventListener('beforeunload', event => {
      if (hub.hasState) {
        event.preventDefault();
      }
    });
    return hub;
  }
};

const settingsPlugin: JupyterFrontEndPlugin<void> = {
  id: SETTINGS_ID,
  description: 'The settings of the kernels of this page.',
  autoStart: true,
  optional: [ISettingRegistry],
  activate: async (_: JupyterFrontEnd, registry: ISettingRegistry | null) => {
    try {
      const loaded = await registry?.load(SETTINGS_ID);
      settings.resolve(() => (loaded ? readSettings(loaded) : DEFAULT_SETTINGS));
    } catch (error) {
      console.error('The settings of Gilectomy Lab could not be loaded; the defaults are used.', error);
      settings.resolve(() => DEFAULT_SETTINGS);
    }
  }
};

export { IKernelHub, type ILocalKernel, type ILocalKernelOptions, type ILocalKernelSpec } from './tokens';

export default [serverSettings, hubPlugin, settingsPlugin];
