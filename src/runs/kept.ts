/**
 * What an earlier run left in a store.
 */

import type { ArtifactStore } from "../core/artifact-store.ts";
import type { JsonRecord } from "../formats/json.ts";

/** A decoded file, and the fingerprint and settings that its maker wrote into it. */
interface WithProvenance {
  readonly provenance: JsonRecord;
}

/**
 * The file of a name, decoded, or undefined where there is none or another run left it.
 *
 * @param decode  Gives the file's provenance among others; throws where the bytes are damaged.
 */
export async function keptBySameRun<File extends WithProvenance>(
  store: ArtifactStore,
  name: string,
  fingerprint: string,
  decode: (bytes: Uint8Array, name: string) => File,
): Promise<File | undefined> {
  const file = await kept(store, name, decode);
  return file && isOf(file, fingerprint) ? file : undefined;
}

/** The file of a name, decoded, whoever left it; undefined where there is none. */
export async function kept<File>(
  store: ArtifactStore,
  name: string,
  decode: (bytes: Uint8Array, name: string) => File,
): Promise<File | undefined> {
  const bytes = await store.read(name);
  return bytes && decode(bytes, name);
}

/** Whether a file was left by the run with this fingerprint. */
export function isOf({ provenance }: WithProvenance, fingerprint: string): boolean {
  return provenance["fingerprint"] === fingerprint;
}
