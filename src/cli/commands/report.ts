/**
 * `coldpress report`: the page of a result, or of several side by side, made anew from result.json.
 */

import type { Command } from "commander";
import { parseResult } from "../../experiment/result.ts";
import { writeFileAtomically } from "../../node/atomic-file.ts";
import { readWholeFile } from "../../node/read-file.ts";
import { renderReport } from "../../report/report.ts";
import { outExtension } from "../options/out-file.ts";

export function register(command: Command): void {
  command
    .argument("<results...>", "result.json of one run, or of several to compare")
    .option("--out <file>", "where the page goes", "report.html")
    .addHelpText(
      "after",
      "\nExamples:\n  coldpress report run1/result.json\n  coldpress report a.json b.json --out both.html",
    )
    .action((files: string[], { out }: { out: string }) => {
      outExtension("report", out, [".html", ".htm"]);
      const results = files.map((file) => parseResult(new TextDecoder().decode(readWholeFile(file)), file));
      writeFileAtomically(out, renderReport(...results));
      process.stdout.write(`${out}\n`);
    });
}
