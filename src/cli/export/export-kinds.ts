/**
 * What `coldpress export` can make of a network: one file per kind, all with the same options, of which each takes its own.
 */

import { cKind } from "./c-export.ts";
import { containerKind } from "./container-export.ts";
import type { ExportKind } from "./export-kind.ts";
import { fileKinds } from "./file-export.ts";
import { webKind } from "./web-export.ts";

/** In the order of the help. */
export const EXPORT_KINDS: readonly ExportKind[] = [...fileKinds, containerKind, webKind, cKind];
