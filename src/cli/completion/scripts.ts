/**
 * The table of what can be typed as the script of a shell. A script holds the whole table: nothing runs while one types.
 */

import type { CommandCompletion, OptionCompletion, Value } from "./completion-table.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;

/** The script of each shell. */
export const COMPLETION_SCRIPTS: Record<(typeof SHELLS)[number], (commands: readonly CommandCompletion[]) => string> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

function bashScript(commands: readonly CommandCompletion[]): string {
  return `# bash completion of coldpress: source <(coldpress completion bash)
_coldpress() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]}
  COMPREPLY=()
  compopt +o filenames 2> /dev/null
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${[...commands.map(({ name }) => name), "--help", "--version"].join(" ")}" -- "$current"))
    return
  fi
  case "$command $before" in
${commands.flatMap((command) => command.options.map((option) => bashValueCase(command.name, option))).join("")}  esac
  case "$command" in
${commands.map(bashCommandCase).join("")}  esac
}
_coldpress_files() { local IFS=$'\\n'; compopt -o filenames 2> /dev/null; COMPREPLY=($(compgen -f -- "$1")); }
_coldpress_folders() { local IFS=$'\\n'; compopt -o filenames 2> /dev/null; COMPREPLY=($(compgen -d -- "$1")); }
complete -F _coldpress coldpress
`;
}

function bashValueCase(command: string, { names, value }: OptionCompletion): string {
  if (value.kind === "none") return "";
  const patterns = names.map((name) => `"${command} ${name}"`).join("|");
  return `    ${patterns}) ${bashReply(value)}; return ;;\n`;
}

function bashReply(value: Value): string {
  switch (value.kind) {
    case "file":
      return '_coldpress_files "$current"';
    case "folder":
      return '_coldpress_folders "$current"';
    case "choice":
      return `COMPREPLY=($(compgen -W "${value.words.join(" ")}" -- "$current"))`;
    default:
      return ":";
  }
}

function bashCommandCase({ name, options, argument }: CommandCompletion): string {
  const words = options.flatMap(({ names }) => names).join(" ");
  return `    ${name})
      case "$current" in
        -*) COMPREPLY=($(compgen -W "${words}" -- "$current")) ;;
        *) ${bashReply(argument)} ;;
      esac ;;
`;
}

function zshScript(commands: readonly CommandCompletion[]): string {
  const described = commands.map(({ name, description }) => `    ${quoted(`${name}:${description}`)}\n`).join("");
  return `#compdef coldpress
# zsh completion of coldpress: source <(coldpress completion zsh)
_coldpress() {
  local -a commands
  commands=(
${described}  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case "$command" in
${commands.map(zshCommandCase).join("")}  esac
}
compdef _coldpress coldpress
`;
}

function zshCommandCase({ name, options, argument }: CommandCompletion): string {
  const specs = options.flatMap(({ names, description, value }) =>
    names.map((option) => quoted(`*${option}[${escaped(description, /[[\]:]/g)}]${zshValue(value)}`)),
  );
  const rest = argument.kind === "none" ? [] : [quoted(`*${zshValue(argument)}`)];
  return `    ${name}) _arguments ${[...specs, ...rest].join(" ")} ;;\n`;
}

function zshValue(value: Value): string {
  switch (value.kind) {
    case "none":
      return "";
    case "any":
      return ":value: ";
    case "file":
      return ":file:_files";
    case "folder":
      return ":folder:_files -/";
    case "choice":
      return `:value:(${value.words.join(" ")})`;
  }
}

function fishScript(commands: readonly CommandCompletion[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  const first = commands.map(
    ({ name, description }) =>
      `complete -c coldpress -n "not __fish_seen_subcommand_from ${names}" -f -a ${name} -d ${fishQuoted(description)}\n`,
  );
  return `# fish completion of coldpress: coldpress completion fish | source
${first.join("")}${commands.flatMap(fishLines).join("")}`;
}

function fishLines({ name, options, argument }: CommandCompletion): string[] {
  const condition = `complete -c coldpress -n "__fish_seen_subcommand_from ${name}"`;
  const lines = options.map(({ names, description, value }) => {
    const words = names.map((option) => (option.startsWith("--") ? `-l ${option.slice(2)}` : `-s ${option.slice(1)}`));
    return `${condition} ${words.join(" ")} -d ${fishQuoted(description)}${fishValue(value)}\n`;
  });
  if (argument.kind === "choice") lines.push(`${condition} -f -a ${fishQuoted(argument.words.join(" "))}\n`);
  else if (argument.kind === "none") lines.push(`${condition} -f\n`);
  return lines;
}

function fishValue(value: Value): string {
  switch (value.kind) {
    case "none":
      return "";
    case "any":
      return " -x";
    case "file":
      return " -r -F";
    case "folder":
      return ' -x -a "(__fish_complete_directories)"';
    case "choice":
      return ` -x -a ${fishQuoted(value.words.join(" "))}`;
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function fishQuoted(text: string): string {
  return `'${escaped(text, /['\\]/g)}'`;
}

function escaped(text: string, characters: RegExp): string {
  return text.replace(characters, "\\$&");
}
