/**
 * Files that lie beside recordings and are none, although they may be called so.
 *
 *   ._a.wav, .DS_Store            what macOS keeps beside a file, and in every folder
 *   __MACOSX/                     the same in zip archives that were made there
 *   $RECYCLE.BIN/, #recycle/      what was thrown away, on Windows and on network drives
 *   @eaDir/                       what network drives keep beside files
 *   ~$labels.csv                  what office programs keep while a file is open
 *   .git/, .cache/                folders that are hidden from a user
 */

/** Folders that systems make, in lower case. */
const SYSTEM_FOLDERS: ReadonlySet<string> = new Set([
  "__macosx",
  "$recycle.bin",
  "recycler",
  "system volume information",
  "#recycle",
  "@recycle",
  "@eadir",
  "lost+found",
]);

/** Whether a file, or a folder around it, is hidden from users. @param path  With "/" between the parts. */
export function isHidden(path: string): boolean {
  return path
    .split("/")
    .some((part) => part.startsWith(".") || part.startsWith("~$") || SYSTEM_FOLDERS.has(part.toLowerCase()));
}
