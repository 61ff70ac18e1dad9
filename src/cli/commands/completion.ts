/**
 * `coldpress completion`: what makes a shell complete commands, options, choices and files.
 */

import { Argument, type Command } from "commander";
import { completionTable, type LoadableCommand } from "../completion/completion-table.ts";
import { COMPLETION_SCRIPTS, SHELLS } from "../completion/scripts.ts";

/** @param commands  What is completed; the table of commands, which knows this one. */
export function registerCompletion(command: Command, commands: readonly LoadableCommand[]): void {
  command
    .addArgument(new Argument("<shell>", "the shell that the script is for").choices(SHELLS))
    .addHelpText(
      "after",
      `
Example:
  coldpress completion bash > coldpress.bash

To have it in every new shell:
  bash  echo 'source <(coldpress completion bash)' >> ~/.bashrc
  zsh   echo 'source <(coldpress completion zsh)' >> ~/.zshrc       (after compinit)
  fish  coldpress completion fish > ~/.config/fish/completions/coldpress.fish`,
    )
    .action(async (shell: (typeof SHELLS)[number]) => {
      process.stdout.write(COMPLETION_SCRIPTS[shell](await completionTable(commands)));
    });
}
