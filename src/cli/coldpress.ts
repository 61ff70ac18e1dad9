#!/usr/bin/env node
/**
 * The command line: one file per command in commands/, errors and exit codes here.
 */

import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { COMMANDS } from "./command-table.ts";
import { checkOutPlace } from "./options/out-place.ts";
import { EXIT_USER_ERROR, reportFailure, surviveClosedStreams } from "./terminal/failure.ts";
import { adviseOnInterruption } from "./terminal/interruption.ts";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

const program = new Command("coldpress")
  .description("Train, squeeze and ship speech-health networks. For research; not a medical device.")
  .version(version)
  .configureHelp({ sortSubcommands: false, subcommandTerm: (command) => command.name() })
  .showSuggestionAfterError()
  .exitOverride();

let args = process.argv.slice(2);
for (const { name, description, load } of COMMANDS) {
  const command = program.command(name).description(description);
  if (args.includes(name)) (await load()).register(command);
  if (args[0] === name && command.registeredArguments[0]?.name() === "model")
    args = [name, ...(await import("./options/networks-first.ts")).networksFirst(command, args.slice(1))];
  command.exitOverride().copyInheritedSettings(program);
}

program.hook("preAction", (_program, command) => {
  checkOutPlace(command);
  adviseOnInterruption(command);
});
surviveClosedStreams();

try {
  await program.parseAsync(args, { from: "user" });
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : EXIT_USER_ERROR;
  else process.exitCode = reportFailure(error);
}
