/**
 * The options that say what happens to what an interrupted run left.
 */

import type { Command } from "commander";
import { UserError } from "../../core/errors.ts";
import type { LeftoverRule } from "../../runs/resumable-run.ts";

/** What to do with the files of an earlier run. */
export interface LeftoverFlags {
  readonly resume?: true;
  readonly overwrite?: true;
}

/** Adds --resume and --overwrite. @param where  For which of a command's methods, in brackets. */
export function addLeftoverOptions(command: Command, where = ""): Command {
  return command
    .option("--resume", `resume what an interrupted run left beside --out${where}`)
    .option("--overwrite", `start anew where an interrupted run left a checkpoint beside --out${where}`);
}

/** Without either, a checkpoint is neither taken nor replaced. @throws UserError if both are given. */
export function leftoverRule({ resume, overwrite }: LeftoverFlags): LeftoverRule {
  if (resume && overwrite) throw new UserError("--resume and --overwrite: only one of them can be asked for");
  if (resume) return "resume";
  return overwrite ? "overwrite" : "refuse";
}
