// The built modules of the runtime: `<design>.<variant>.wasm`, and beside each a JSON file with the data segments
// that the build took out of it. A module is compiled once for all threads that share it.

export interface IRuntimeAssets {
  module: WebAssembly.Module;

  /** What to write into a fresh memory before the first instance boots. */
  segments: { offset: number; bytes: Uint8Array }[];
}

/** Contents of `<design>.<variant>.json`. */
interface IDescriptor {
  segments: [offset: number, base64: string][];
}

export const assetName = (design: string, variant: string, kind: 'wasm' | 'json'): string => `${design}.${variant}.${kind}`;

export function parseSegments(json: string): IRuntimeAssets['segments'] {
  return (JSON.parse(json) as IDescriptor).segments.map(([offset, base64]) => {
    const binary = atob(base64);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < bytes.length; i++) {
      bytes[i] = binary.charCodeAt(i);
    }
    return { offset, bytes };
  });
}

/** Loads by URL, compiling while the bytes arrive. */
export async function fetchAssets(wasmUrl: string, jsonUrl: string): Promise<IRuntimeAssets> {
  const [module, json] = await Promise.all([compile(wasmUrl), fetched(jsonUrl).then(response => response.text())]);
  return { module, segments: parseSegments(json) };
}

async function compile(url: string): Promise<WebAssembly.Module> {
  const response = await fetched(url);
  // A server that does not know .wasm sends another type, which compileStreaming refuses.
  return response.headers.get('content-type')?.startsWith('application/wasm')
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

async function fetched(url: string): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(`${url}: ${response.status} ${response.statusText}`);
  }
  return response;
}
