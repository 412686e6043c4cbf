/** A registry of our own packages for the time of a test: npm asks it for the scope, and its usual registry for the rest. */
import { readFileSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import type { Tarball } from './pack.ts';

export interface LocalRegistry {
  readonly url: string;
  close(): Promise<void>;
}

export async function serveTarballs(tarballs: readonly Tarball[]): Promise<LocalRegistry> {
  const server: Server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '/').slice(1));
    const file = tarballs.find((t) => path === `files/${basename(t.path)}`);
    if (file) {
      response.end(readFileSync(file.path));
      return;
    }
    const t = tarballs.find((x) => x.manifest.name === path);
    if (!t) {
      response.statusCode = 404;
      response.end('{}');
      return;
    }
    const { name, version } = t.manifest;
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        name,
        'dist-tags': { latest: version },
        'versions': { [version]: { ...t.manifest, dist: { tarball: `${url}files/${basename(t.path)}`, integrity: t.integrity } } },
      }),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((e) => {
          if (e) reject(e);
          else resolve();
        });
        server.closeAllConnections();
      }),
  };
}
