// The connection file that a Jupyter front end writes for a kernel: where to listen and how to sign.

import { readFileSync } from 'node:fs';

export interface IConnection {
  transport: 'tcp' | 'ipc';
  ip: string;
  key: string;

  /** Name of the hash function of the signatures, as node:crypto knows it. */
  hash: string;
  ports: Record<SocketName, number>;
}

export type SocketName = 'shell' | 'control' | 'stdin' | 'iopub' | 'hb';

export const SOCKET_NAMES: readonly SocketName[] = ['shell', 'control', 'stdin', 'iopub', 'hb'];

/** The connection file cannot be used; the message is for the user. */
export class ConnectionError extends Error {}

/** Reads a connection file. Throws ConnectionError where it is not one, or asks for what this kernel does not do. */
export function readConnection(path: string): IConnection {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConnectionError(`the connection file cannot be read: ${(error as Error).message}`);
  }
  return parseConnection(text);
}

export function parseConnection(text: string): IConnection {
  let file: Record<string, unknown>;
  try {
    file = JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new ConnectionError('the connection file is not JSON');
  }
  const { transport = 'tcp', ip = '127.0.0.1', key = '', signature_scheme = 'hmac-sha256' } = file;
  if (transport !== 'tcp' && transport !== 'ipc') {
    throw new ConnectionError(`the transport ${String(transport)} is not tcp or ipc`);
  }
  if (typeof ip !== 'string' || typeof key !== 'string' || typeof signature_scheme !== 'string') {
    throw new ConnectionError('ip, key and signature_scheme are texts');
  }
  // Whoever can connect can run programs: nobody beyond this machine may.
  if (transport === 'tcp' && !isLoopback(ip)) {
    throw new ConnectionError(`${ip} is not a loopback address, and this kernel listens on no other; forward its ports by ssh instead`);
  }
  const scheme = /^hmac-(\w+)$/.exec(signature_scheme);
  if (key !== '' && !scheme) {
    throw new ConnectionError(`the signature scheme ${signature_scheme} is not known`);
  }
  const ports = Object.fromEntries(
    SOCKET_NAMES.map(name => {
      const port = file[`${name}_port`];
      if (typeof port !== 'number' || !Number.isInteger(port) || port <= 0 || port > 0xffff) {
        throw new ConnectionError(`${name}_port is not the number of a port`);
      }
      return [name, port];
    })
  ) as Record<SocketName, number>;
  return { transport, ip, key, hash: scheme?.[1] ?? 'sha256', ports };
}

/** Where a socket listens. */
export function address({ transport, ip, ports }: IConnection, name: SocketName): string {
  return transport === 'ipc' ? `ipc://${ip}-${ports[name]}` : `tcp://${ip.includes(':') ? `[${ip}]` : ip}:${ports[name]}`;
}

const isLoopback = (ip: string): boolean => /^127(\.\d{1,3}){3}$/.test(ip) || ip === 'localhost' || ip === '::1';
