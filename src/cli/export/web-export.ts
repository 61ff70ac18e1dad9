/**
 * A container as a page that listens: a folder of static files with everything in it.
 */

import { UserError } from "../../core/errors.ts";
import { parseResult, RESULT_SCHEMA } from "../../experiment/result.ts";
import { pageFigures } from "../../export/page-figures.ts";
import { type PageFigures, pageModel } from "../../export/page-model.ts";
import { pageHeaders, webSite } from "../../export/web-site.ts";
import { parseJsonRecord } from "../../formats/json.ts";
import { formatOf } from "../../formats/network-files.ts";
import { pageTemplate } from "../../node/page-template.ts";
import { readWholeFile } from "../../node/read-file.ts";
import { serveFiles } from "../../node/serve-files.ts";
import { writeSiteFolder } from "../../node/site-folder.ts";
import { loadNetwork } from "../../runtime/load-network.ts";
import { type SqueezeResult, squeezeResult } from "../../squeeze/squeeze-result.ts";
import { VERSION } from "../files/made-with.ts";
import { printJson } from "../terminal/print.ts";
import type { ExportFlags, ExportKind } from "./export-kind.ts";

const CONTAINER = ".coldpress";

export const webKind: ExportKind = { name: "web", takes: ["figures", "open", "json"], run: exportWeb };

async function exportWeb(path: string, { out, figures: figuresPath, open, json }: ExportFlags): Promise<void> {
  const bytes = readWholeFile(path);
  const { extension } = formatOf(bytes, path);
  if (extension !== CONTAINER)
    throw new UserError(
      `export web: ${path} is ${extension}, the page takes ${CONTAINER}; squeeze or quantize makes one`,
    );
  const figures = figuresPath === undefined ? null : await figuresIn(figuresPath, path, bytes);
  const model = await pageModel({ bytes, name: path, version: VERSION, figures });
  const files = await webSite(model, pageTemplate());
  writeSiteFolder(out, files);
  if (json)
    printJson({ folder: out, files: Object.fromEntries([...files].map(([name, { length }]) => [name, length])) });
  else process.stdout.write(`${out}\n`);
  if (!figures)
    process.stderr.write(
      "The page says that it is not known how good the network is: give --figures squeeze.json or result.json\n",
    );
  if (open) await serveUntilInterrupted(files);
}

/** What a squeeze.json, or the result.json of an experiment that squeezed, says of the network. */
async function figuresIn(figuresPath: string, path: string, bytes: Uint8Array): Promise<PageFigures> {
  const results = squeezesIn(figuresPath);
  const { classes, provenance } = await loadNetwork(bytes, { name: path });
  try {
    return pageFigures(results, { candidate: String(provenance["name"]), sizeBytes: bytes.length, classes });
  } catch (error) {
    throw error instanceof UserError ? new UserError(`${figuresPath}: ${error.message}`, { cause: error }) : error;
  }
}

function squeezesIn(path: string): readonly SqueezeResult[] {
  const bytes = readWholeFile(path);
  const record = parseJsonRecord(bytes, path);
  if (record["schema"] === RESULT_SCHEMA)
    return parseResult(new TextDecoder().decode(bytes), path).models.flatMap(({ squeezed }) => squeezed ?? []);
  const squeezed = squeezeResult.safeParse(record);
  if (squeezed.success) return [squeezed.data];
  throw new UserError(`${path}: is no squeeze.json or result.json of this version of coldpress`);
}

async function serveUntilInterrupted(files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const server = await serveFiles(files, pageHeaders);
  process.stderr.write(`Open ${server.address} in a browser of this machine; Ctrl+C ends it.\n`);
  await new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, resolve);
  });
  await server.close();
}
