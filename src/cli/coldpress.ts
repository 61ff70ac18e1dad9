#!/usr/bin/env node
/**
 * The command line: one file per command in commands/, errors and exit codes here.
 */

import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { COMMANDS } from "./command-table.ts";
import { EXIT_USER_ERROR, reportFailure } from "./terminal/failure.ts";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

const program = new Command("coldpress")
  .description("Train, squeeze and ship speech-health networks. For research; not a medical device.")
  .version(version)
  .configureHelp({ sortSubcommands: false, subcommandTerm: (command) => command.name() })
  .showSuggestionAfterError()
  .exitOverride();

for (const { name, description, load } of COMMANDS) {
  const command = program.command(name).description(description);
  if (process.argv.includes(name)) (await load()).register(command);
  command.exitOverride().copyInheritedSettings(program);
}

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
