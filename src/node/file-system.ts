/**
 * What kind of file system a path lies on: whether other machines can see it.
 *
 * The kinds are told by the magic numbers that Linux gives (statfs(2)); elsewhere nothing is known.
 */

import { statfsSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** Magic numbers of file systems that belong to one machine. FUSE, and what is not listed, may be either. */
const OF_ONE_MACHINE: ReadonlyMap<number, string> = new Map([
  [0x01021994, "tmpfs, in memory"],
  [0x858458f6, "ramfs, in memory"],
  [0x794c7630, "overlay, of a container"],
  [0xef53, "ext4"],
  [0x58465342, "xfs"],
  [0x9123683e, "btrfs"],
  [0x2fc12fc1, "zfs"],
  [0xf2f52010, "f2fs"],
]);

/**
 * The name of a path's file system where it is one of this machine alone, unless it is exported to others; null where others may
 * see it, or nothing is known.
 */
export function fileSystemOfOneMachine(path: string): string | null {
  if (process.platform !== "linux") return null;
  try {
    return OF_ONE_MACHINE.get(statfsSync(path).type) ?? null;
  } catch {
    const above = dirname(resolve(path));
    return above === resolve(path) ? null : fileSystemOfOneMachine(above);
  }
}
