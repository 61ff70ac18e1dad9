/**
 * A folder and all folders below it as a list of files: one walk, with one rule for every command.
 *
 * Symbolic links are followed, to files and to folders. Every real folder is entered once, so that a cycle of links ends,
 * and folders come before links to them. Hidden files, links to nothing, folders that may not be read and what is no
 * file are left out, and named: whoever asked for a folder learns what of it is missing.
 */

import { type BigIntStats, type Dirent, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Finding, note, some, warning } from "../core/finding.ts";
import { counted } from "../core/number-text.ts";
import { isHidden } from "../corpus/hidden-files.ts";
import { isAudioFile } from "../table/recording-names.ts";
import { readingError } from "./read-file.ts";

/** Something in a folder that is not in its list of files. */
export interface LeftOut {
  /** Below the folder, with "/" between the parts. */
  readonly path: string;
  /**
   * hidden: a system's file, not a user's; repeated: a link to a folder that is in the list already; unreadable: a file
   * or folder that cannot be had.
   */
  readonly kind: "hidden" | "repeated" | "unreadable";
  /** Why, in a few words. */
  readonly reason: string;
}

export interface FolderWalk {
  /** Paths below the folder, with "/" between the parts, sorted. */
  readonly files: readonly string[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * The files of a folder, and of all folders below it unless `deep` is false.
 *
 * @throws UserError if the folder itself is not there or may not be read.
 */
export function walkFolder(folder: string, { deep = true }: { deep?: boolean } = {}): FolderWalk {
  const walk = new Walk(folder, deep);
  walk.enter("");
  return { files: walk.files.sort(), leftOut: walk.leftOut };
}

/** What of the things left out may be a recording, or a folder of some. */
export function leftOutRecordings(leftOut: readonly LeftOut[]): LeftOut[] {
  return leftOut.filter(({ path, kind }) => {
    if (kind === "hidden") return isAudioFile(path);
    return isAudioFile(path) || !path.slice(path.lastIndexOf("/") + 1).includes(".");
  });
}

/** Sentences about what was left out. */
export function leftOutFindings(leftOut: readonly LeftOut[]): Finding[] {
  const of = (kind: LeftOut["kind"]) => leftOut.filter((own) => own.kind === kind);
  const [hidden, repeated, unreadable] = [of("hidden"), of("repeated"), of("unreadable")];
  const named = (things: readonly LeftOut[]) => some(things.map(({ path, reason }) => `${path} (${reason})`));
  const findings: Finding[] = [];
  if (unreadable.length > 0)
    findings.push(
      warning(
        "unreadable",
        `${unreadable.length === 1 ? "1 file or folder" : `${unreadable.length} files or folders`} cannot be read and ${areLeftOut(unreadable)}: ${named(unreadable)}.`,
      ),
    );
  if (hidden.length > 0)
    findings.push(
      note(
        "hidden-files",
        `${counted(hidden.length, "hidden file")} of the system ${areLeftOut(hidden)}: ${some(hidden.map(({ path }) => path))}.`,
      ),
    );
  if (repeated.length > 0)
    findings.push(
      note(
        "repeated-folders",
        `${counted(repeated.length, "link")} to folders ${areLeftOut(repeated)}: ${named(repeated)}.`,
      ),
    );
  return findings;
}

function areLeftOut({ length }: readonly LeftOut[]): string {
  return length === 1 ? "is left out" : "are left out";
}

/** A link to a folder, entered when all real folders are known. */
interface FolderLink {
  readonly path: string;
  readonly stat: BigIntStats;
}

class Walk {
  readonly files: string[] = [];
  readonly leftOut: LeftOut[] = [];
  readonly #root: string;
  /** Path by which a real folder was entered first, by device and inode. */
  readonly #entered = new Map<string, string>();
  #links: FolderLink[] = [];

  readonly #deep: boolean;

  constructor(root: string, deep: boolean) {
    this.#root = root;
    this.#deep = deep;
  }

  /** Enters a folder and everything below it, then the folders that links in it point to. */
  enter(path: string): void {
    try {
      this.#enterReal(path, statSync(join(this.#root, path), { bigint: true }));
    } catch (error) {
      throw readingError(this.#root, error);
    }
    while (this.#links.length > 0) {
      const links = this.#links;
      this.#links = [];
      for (const link of links) this.#enterLink(link);
    }
  }

  #enterReal(path: string, stat: BigIntStats): void {
    const waiting = [{ path, stat }];
    for (let folder = waiting.pop(); folder; folder = waiting.pop()) {
      this.#entered.set(identity(folder.stat), folder.path);
      for (const entry of this.#entriesOf(folder.path)) {
        const own = folder.path === "" ? entry.name : `${folder.path}/${entry.name}`;
        const below = this.#take(own, entry);
        if (below && this.#deep) waiting.push({ path: own, stat: below });
      }
    }
  }

  #enterLink({ path, stat }: FolderLink): void {
    const first = this.#entered.get(identity(stat));
    if (first === undefined) this.#enterReal(path, stat);
    else {
      const reason = `the same folder as ${first === "" ? "the one around all" : first}`;
      this.leftOut.push({ path, kind: "repeated", reason });
    }
  }

  #entriesOf(path: string): Dirent[] {
    try {
      return readdirSync(join(this.#root, path), { withFileTypes: true, encoding: "utf8" });
    } catch (error) {
      if (path === "") throw error;
      this.#leaveOutUnreadable(path, error);
      return [];
    }
  }

  /** Puts an entry where it belongs; a real folder is given back. */
  #take(path: string, entry: Dirent): BigIntStats | undefined {
    if (entry.isFile()) this.#takeFile(path);
    else if (entry.isDirectory() || entry.isSymbolicLink()) return this.#takeOther(path, entry.isSymbolicLink());
    else this.#leaveOut(path, "is neither a file nor a folder");
    return undefined;
  }

  #takeOther(path: string, isLink: boolean): BigIntStats | undefined {
    try {
      const stat = statSync(join(this.#root, path), { bigint: true });
      if (stat.isDirectory() && !isLink) return stat;
      if (stat.isFile()) this.#takeFile(path);
      else if (!stat.isDirectory()) this.#leaveOut(path, "is neither a file nor a folder");
      else if (!isHidden(path) && this.#deep) this.#links.push({ path, stat });
    } catch (error) {
      this.#leaveOutUnreadable(path, error);
    }
    return undefined;
  }

  #takeFile(path: string): void {
    if (isHidden(path)) this.leftOut.push({ path, kind: "hidden", reason: "hidden" });
    else this.files.push(path);
  }

  #leaveOutUnreadable(path: string, error: unknown): void {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    this.#leaveOut(path, REASONS[code] ?? code);
  }

  #leaveOut(path: string, reason: string): void {
    if (!isHidden(path)) this.leftOut.push({ path, kind: "unreadable", reason });
  }
}

/** Why something in a folder cannot be had, by the operating system's code. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "a symbolic link to nothing, or a name that is not UTF-8",
  ELOOP: "a symbolic link that leads to itself",
  EACCES: "no permission to read it",
  EPERM: "no permission to read it",
  ENAMETOOLONG: "its path is too long",
};

function identity({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}
