// Pictures as PNG, for front ends that show no SVG, and so that JupyterLab finds nothing to add to a saved notebook. Text
// is drawn with a font of our own: the machine's fonts differ, and a worker has none.

import { type InitInput, Resvg, initWasm } from '@resvg/resvg-wasm';

export interface IRasterFiles {
  /** The module of @resvg/resvg-wasm. */
  wasm: InitInput | Promise<InitInput>;

  /** The font, in its weights. */
  fonts: Uint8Array[];
}

/** Family name of the font. */
const FAMILY = 'DejaVu Sans Condensed';

/** Answers a function that draws an SVG text as a PNG file, one pixel a user unit, on a transparent ground. */
export async function rasterizer({ wasm, fonts }: IRasterFiles): Promise<(svg: string) => Uint8Array> {
  await initWasm(wasm);
  const font = { fontBuffers: fonts, loadSystemFonts: false, defaultFontFamily: FAMILY, sansSerifFamily: FAMILY };
  return svg => {
    const drawing = new Resvg(svg, { font });
    try {
      const image = drawing.render();
      try {
        return image.asPng();
      } finally {
        image.free();
      }
    } finally {
      drawing.free();
    }
  };
}
