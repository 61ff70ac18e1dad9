/**
 * Where the shared folder of a run lies on this machine, if it is mounted elsewhere than where the run was planned.
 */

import { resolve } from "node:path";
import { InvalidArgumentError } from "commander";

/** A folder as the planning machine names it, and as this one does: both absolute. */
export interface Mount {
  readonly planned: string;
  readonly here: string;
}

/** "/home/me/shared=/mnt/shared"; several add up. */
export function mountOf(word: string, before: readonly Mount[] = []): Mount[] {
  const [planned, here, ...rest] = word.split("=");
  if (!planned?.startsWith("/") || !here || rest.length > 0)
    throw new InvalidArgumentError(
      "expected the folder's path where the run is planned and its path here, such as /home/me/shared=/mnt/shared.",
    );
  return [...before, { planned: withoutSlash(planned), here: resolve(here) }];
}

/** A folder's path here: the first mount that it lies in says so; without one it is the same. */
export function pathHere(folder: string, mounts: readonly Mount[]): string {
  const mount = mounts.find(({ planned }) => folder === planned || folder.startsWith(`${planned}/`));
  return mount ? mount.here + folder.slice(mount.planned.length) : folder;
}

function withoutSlash(path: string): string {
  return path.replace(/(?<=.)\/+$/, "");
}
