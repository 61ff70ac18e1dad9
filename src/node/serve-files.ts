/**
 * Files over HTTP on this machine and for it alone, as long as the process lives.
 */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json",
};

/** A server of one folder, on this machine alone. */
export interface FileServer {
  /** Such as "http://127.0.0.1:40123/". */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Serves some files on 127.0.0.1, at a port that is free.
 *
 * @param files      By name; "index.html" is at "/" as well.
 * @param headersOf  More headers for a path.
 */
export async function serveFiles(
  files: ReadonlyMap<string, Uint8Array>,
  headersOf: (path: string) => Readonly<Record<string, string>>,
): Promise<FileServer> {
  const server = createServer(({ url = "/" }, response) => {
    const [path = "/"] = url.split("?");
    const name = path === "/" ? "index.html" : path.slice(1);
    const content = files.get(name);
    response.writeHead(content ? 200 : 404, {
      "Content-Type": TYPES[extname(name)] ?? "text/plain",
      ...headersOf(path),
    });
    response.end(content);
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => closed(server),
  };
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
