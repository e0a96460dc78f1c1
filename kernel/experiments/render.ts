// Draws charts as SVG, in the kernel rather than on the page, so that every front end shows the same picture and a saved
// notebook needs none. Vega is large: this module is part of a bundle of its own (renderer.ts), loaded with the first chart.

import { Warn, View, parse } from 'vega';
import { type TopLevelSpec, compile } from 'vega-lite';

/** What the hosts load; see IExperimentHost.loadRenderer. */
export interface IRenderer {
  /** The chart as the text of an SVG document. Throws when the specification is not one that Vega accepts. */
  toSVG(spec: TopLevelSpec): Promise<string>;

  /** An SVG document as a PNG file. */
  toPNG(svg: string): Promise<Uint8Array>;
}

export async function toSVG(spec: TopLevelSpec): Promise<string> {
  const view = new View(parse(compile(spec).spec), { renderer: 'none', logLevel: Warn });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}
