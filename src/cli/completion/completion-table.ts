/**
 * What can be typed after `coldpress`, read from the commands themselves: commands, options, choices, files.
 */

import { Command, type Option } from "commander";
import { wordsOf } from "../options/option-parsers.ts";

/** What stands behind an option or in the place of an argument. */
export type Value =
  | { readonly kind: "none" }
  /** A word that the shell cannot know: a number, a name. */
  | { readonly kind: "any" }
  | { readonly kind: "file" }
  | { readonly kind: "folder" }
  | { readonly kind: "choice"; readonly words: readonly string[] };

/** What a shell can offer of an option. */
export interface OptionCompletion {
  /** Such as "--out", and "-o" where there is one. */
  readonly names: readonly string[];
  readonly description: string;
  readonly value: Value;
}

/** A command that can be loaded: as in command-table.ts, which lists this one, too. */
export interface LoadableCommand {
  readonly name: string;
  readonly description: string;
  readonly load: () => Promise<{ register(command: Command): void }>;
}

/** What a shell can offer behind a command. */
export interface CommandCompletion {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionCompletion[];
  /** Of its arguments, by the first. */
  readonly argument: Value;
}

/** By the word that an option's help shows for its value. */
const VALUE_KINDS: Readonly<Record<string, Value["kind"] & ("file" | "folder")>> = {
  file: "file",
  files: "file",
  model: "file",
  paths: "file",
  path: "file",
  folder: "folder",
  dir: "folder",
};

const HELP: OptionCompletion = { names: ["--help", "-h"], description: "display help", value: { kind: "none" } };

/** The table of these commands: each is loaded. */
export async function completionTable(commands: readonly LoadableCommand[]): Promise<CommandCompletion[]> {
  return Promise.all(
    commands.map(async ({ name, description, load }) => {
      const command = new Command(name);
      (await load()).register(command);
      const shown = optionsOf(command).filter(({ hidden }) => !hidden);
      return { name, description, options: [...shown.map(optionCompletion), HELP], argument: argumentOf(command) };
    }),
  );
}

/** The command's options; of one that has commands of its own, theirs. */
function optionsOf(command: Command): Option[] {
  const all = [command, ...command.commands].flatMap(({ options }) => options);
  return all.filter(({ flags }, place) => all.findIndex((other) => other.flags === flags) === place);
}

function optionCompletion(option: Option): OptionCompletion {
  const names = [option.long, option.short].filter((name) => name !== undefined);
  return { names, description: option.description, value: valueOfOption(option) };
}

function valueOfOption({ flags, parseArg }: Option): Value {
  const [, placeholder] = /[<[]([\w-]+)(?:\.\.\.)?[>\]]/.exec(flags) ?? [];
  if (placeholder === undefined) return { kind: "none" };
  const words = wordsOf(parseArg);
  return words ? { kind: "choice", words } : { kind: VALUE_KINDS[placeholder] ?? "any" };
}

/** Arguments are files and folders, unless they say what they can be; or a command's own commands. */
function argumentOf({ registeredArguments: [first], commands }: Command): Value {
  if (commands.length > 0) return { kind: "choice", words: commands.map((own) => own.name()) };
  if (!first) return { kind: "none" };
  return first.argChoices ? { kind: "choice", words: first.argChoices } : { kind: "file" };
}
