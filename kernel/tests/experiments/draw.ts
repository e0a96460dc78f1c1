// The rasterizer with its files read from the packages: what the bundle renderer.ts holds.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { rasterizer } from '../../experiments/raster';

const { resolve } = createRequire(import.meta.url);
let ready: ReturnType<typeof rasterizer> | null = null;

export async function drawPng(svg: string): Promise<Uint8Array> {
  ready ??= rasterizer({
    wasm: readFileSync(resolve('@resvg/resvg-wasm/index_bg.wasm')),
    fonts: ['DejaVuSansCondensed', 'DejaVuSansCondensed-Bold'].map(name => readFileSync(resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`)))
  });
  return (await ready)(svg);
}
