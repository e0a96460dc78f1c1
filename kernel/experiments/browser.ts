// Experiments in a browser: facts that a page can know about the machine, and the renderer as a module by URL.

import { BrowserPlatform, type IBrowserAssets } from '../threads/platform-browser';
import type { Experiments } from './experiments';
import { type ILiveOptions, liveExperiments } from './live';
import type { IHostInfo } from './model';
import type { IRenderer } from './render';

/** Name of the renderer's bundle in the assets' files. */
export const RENDER_FILE = 'render.js';

export interface IBrowserExperiments extends Pick<ILiveOptions, 'progress' | 'designs' | 'traceEvents'> {
  assets: IBrowserAssets;
}

export function browserExperiments({ assets, ...rest }: IBrowserExperiments): Experiments {
  return liveExperiments({
    ...rest,
    script: false,
    platform: new BrowserPlatform(assets),
    info: machine(),
    build: () => buildOf(assets),
    loadRenderer: () => import(/* webpackIgnore: true */ assets.files[RENDER_FILE]) as Promise<IRenderer>
  });
}

interface IUserAgentData {
  brands: { brand: string; version: string }[];
  platform: string;
}

function machine(): IHostInfo {
  const data = (navigator as { userAgentData?: IUserAgentData }).userAgentData;
  return {
    cores: navigator.hardwareConcurrency,
    cpu: null,
    platform: data?.platform || (/\(([^;)]+)/.exec(navigator.userAgent)?.[1] ?? 'unknown'),
    engine: engineOf(navigator.userAgent, data?.brands ?? []),
    isolated: crossOriginIsolated
  };
}

/** The browser's name and version: from its brands, of which one is there to confuse, or from its user agent. */
export function engineOf(userAgent: string, brands: readonly { brand: string; version: string }[]): string {
  const known = brands.filter(({ brand }) => !/not.*brand/i.test(brand));
  const best = known.find(({ brand }) => brand !== 'Chromium') ?? known[0];
  if (best) {
    return `${best.brand} ${best.version}`;
  }
  const found = /(Firefox|Edg|Chrome)\/(\d+)/.exec(userAgent) ?? /(?=.*Safari\/)Version\/(\d+)/.exec(userAgent);
  return found === null ? 'unknown browser' : found.length > 2 ? `${found[1]} ${found[2]}` : `Safari ${found[1]}`;
}

/** The bundler names copies by a hash of their content: a hash over the names stands for the build. */
function buildOf(assets: IBrowserAssets): string {
  let hash = 0xcbf29ce484222325n;
  for (const [name, url] of Object.entries(assets.wasm).filter(([key]) => key.endsWith('.release.wasm')).sort()) {
    for (const char of `${name} ${url.slice(url.lastIndexOf('/') + 1)}`) {
      hash = BigInt.asUintN(64, (hash ^ BigInt(char.codePointAt(0)!)) * 0x100000001b3n);
    }
  }
  return hash.toString(16).padStart(16, '0').slice(0, 12);
}
