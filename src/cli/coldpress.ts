#!/usr/bin/env node
/**
 * The command line: one file per command in commands/, errors and exit codes here.
 */

import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import * as evaluate from "./commands/evaluate.ts";
import * as features from "./commands/features.ts";
import * as inspect from "./commands/inspect.ts";
import * as lld from "./commands/lld.ts";
import * as plan from "./commands/plan.ts";
import * as predict from "./commands/predict.ts";
import * as prune from "./commands/prune.ts";
import * as quantize from "./commands/quantize.ts";
import * as report from "./commands/report.ts";
import * as reproduce from "./commands/reproduce.ts";
import * as squeeze from "./commands/squeeze.ts";
import * as synth from "./commands/synth.ts";
import * as train from "./commands/train.ts";
import { EXIT_USER_ERROR, reportFailure } from "./terminal/failure.ts";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

const program = new Command("coldpress")
  .description("Train, squeeze and ship speech-health networks. For research; not a medical device.")
  .version(version)
  .configureHelp({ sortSubcommands: false })
  .showSuggestionAfterError()
  .exitOverride();

for (const command of [
  reproduce,
  report,
  features,
  lld,
  synth,
  plan,
  train,
  prune,
  quantize,
  squeeze,
  evaluate,
  predict,
  inspect,
])
  command.register(program);
for (const command of program.commands) command.exitOverride().copyInheritedSettings(program);

// A reader that has seen enough (`coldpress … | head`) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : EXIT_USER_ERROR;
  else process.exitCode = reportFailure(error);
}
