// Entry of the bundle that draws: charts as SVG (render.ts), any SVG as PNG (raster.ts). The rasterizer's module and its
// font are part of the bundle, so that every host loads it as one file.

import wasm from '@resvg/resvg-wasm/index_bg.wasm';
import bold from 'dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf';
import regular from 'dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf';
import { rasterizer } from './raster';

export { toSVG } from './render';

let ready: ReturnType<typeof rasterizer> | null = null;

/** Draws an SVG text as a PNG file. */
export async function toPNG(svg: string): Promise<Uint8Array> {
  ready ??= rasterizer({ wasm: bytesOf(wasm), fonts: [regular, bold].map(bytesOf) });
  return (await ready)(svg);
}

/** The bytes of a data: URL, as which the bundler hands over a file. */
function bytesOf(url: string): Uint8Array {
  return Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), char => char.charCodeAt(0));
}
