/**
 * A container for others: the same network bit for bit, with how good it is in its notes.
 */

import { UserError } from "../../core/errors.ts";
import { notesOfFigures } from "../../export/figures-notes.ts";
import { withProvenance } from "../../formats/container/container-file.ts";
import { decodeContainerSurvivors } from "../../formats/container/container-survivors.ts";
import { writeFileAtomically } from "../../node/atomic-file.ts";
import { checkFilePlace } from "../../node/writable-place.ts";
import { outExtension } from "../options/out-file.ts";
import { printJson } from "../terminal/print.ts";
import type { ExportFlags, ExportKind } from "./export-kind.ts";
import { findFigures } from "./figures-input.ts";
import { CONTAINER, readContainerFile } from "./read-container-file.ts";

export const containerKind: ExportKind = { name: "container", takes: ["figures", "json"], run: exportContainer };

async function exportContainer(path: string, { out, figures: named, json }: ExportFlags): Promise<void> {
  checkFilePlace(out);
  outExtension("export container", out, [CONTAINER]);
  const bytes = readContainerFile(path, "export container", "it");
  const found = await findFigures({ path, bytes }, named);
  if (!found)
    throw new UserError(
      `export container: ${path}: there are no figures to write into it: give --figures squeeze.json or result.json`,
    );
  // The search's own mark of what it may resume means nothing to others.
  const { fingerprint: _, ...notes } = decodeContainerSurvivors(bytes, path).provenance;
  const written = withProvenance(bytes, { ...notes, ...notesOfFigures(found.figures) }, path);
  writeFileAtomically(out, [written]);
  if (json) printJson({ file: out, bytes: written.length, figures: found.figures, from: found.from });
  else process.stdout.write(`${out}\n`);
}
