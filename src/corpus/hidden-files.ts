/**
 * Files that lie beside recordings and are none, although they may be called so.
 *
 *   ._a.wav, .DS_Store    what macOS keeps beside a file, and in every folder
 *   __MACOSX/             the same in zip archives that were made there
 *   .git/, .cache/        folders that are hidden from a user
 */

/** Whether a file, or a folder around it, is hidden from users. @param path  With "/" between the parts. */
export function isHidden(path: string): boolean {
  return path.split("/").some((part) => part.startsWith(".") || part === "__MACOSX");
}
