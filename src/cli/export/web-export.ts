/**
 * A container as a page that listens: a folder of static files with everything in it.
 */

import { pageModel } from "../../export/page-model.ts";
import { pageHeaders, webSite } from "../../export/web-site.ts";
import { pageTemplate } from "../../node/page-template.ts";
import { serveFiles } from "../../node/serve-files.ts";
import { writeSiteFolder } from "../../node/site-folder.ts";
import { VERSION } from "../files/made-with.ts";
import { printJson } from "../terminal/print.ts";
import type { ExportFlags, ExportKind } from "./export-kind.ts";
import { findFigures } from "./figures-input.ts";
import { readContainerFile } from "./read-container-file.ts";

export const webKind: ExportKind = { name: "web", takes: ["figures", "open", "json"], run: exportWeb };

async function exportWeb(path: string, { out, figures: named, open, json }: ExportFlags): Promise<void> {
  const bytes = readContainerFile(path, "export web", "the page");
  const found = await findFigures({ path, bytes }, named);
  const model = await pageModel({ bytes, name: path, version: VERSION, figures: found?.figures ?? null });
  const files = await webSite(model, pageTemplate());
  writeSiteFolder(out, files);
  if (json)
    printJson({ folder: out, files: Object.fromEntries([...files].map(([name, { length }]) => [name, length])) });
  else process.stdout.write(`${out}\n`);
  if (found && named === undefined) process.stderr.write(`How good the network is: from ${found.from}\n`);
  if (!model.figures)
    process.stderr.write(
      "The page says that it is not known how good the network is: give --figures squeeze.json or result.json\n",
    );
  if (open) await serveUntilInterrupted(files);
}

async function serveUntilInterrupted(files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const server = await serveFiles(files, pageHeaders);
  process.stderr.write(`Open ${server.address} in a browser of this machine; Ctrl+C ends it.\n`);
  await new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, resolve);
  });
  await server.close();
}
