// Experiments in Node: facts about the machine, the build's identity, and the renderer as a bundle on disk.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type INodeFiles, NodePlatform } from '../threads/platform-node';
import type { Experiments } from './experiments';
import { type ILiveOptions, liveExperiments } from './live';
import type { IHostInfo } from './model';
import type { IRenderer } from './render';

export interface INodeExperiments extends Pick<ILiveOptions, 'script' | 'progress' | 'designs'> {
  files: INodeFiles;
  /** Directory of the bundles. */
  directory: string;
  /** Directories of the user's own modules. */
  paths: string[];
}

export function nodeExperiments(options: INodeExperiments): Experiments {
  const { files, directory, paths, ...rest } = options;
  let build: string | null = null;
  return liveExperiments({
    ...rest,
    platform: new NodePlatform(files, paths),
    info: machine(),
    build: () => (build ??= buildOf(files.wasm)),
    loadRenderer: async () => ((await import(/* webpackIgnore: true */ pathToFileURL(join(directory, 'render.cjs')).href)) as { default: IRenderer }).default,
    surroundings: () => ({ cwd: process.cwd(), env: process.env, pid: process.pid })
  });
}

/** Facts about this machine. */
export function machine(): IHostInfo {
  return {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model.trim() || null,
    platform: `${process.platform} ${process.arch}`,
    engine: `Node ${process.versions.node}`,
    isolated: true
  };
}

/** A hash over the modules that measure: what they were built from shows in them. */
export function buildOf(directory: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(directory).filter(file => file.endsWith('.release.wasm')).sort()) {
    hash.update(name).update(readFileSync(join(directory, name)));
  }
  return hash.digest('hex').slice(0, 12);
}
