/**
 * What a page is told of its network: the container itself and what is known about it.
 */

import { UserError } from "../core/errors.ts";
import { sha256 } from "../core/fingerprint.ts";
import { type FeatureProfile, profileOf } from "../features/feature-profile.ts";
import { extractableFeatures } from "../recognition/recording-classifier.ts";
import { loadNetwork } from "../runtime/load-network.ts";
import { figuresOfNotes, otherNotes } from "./figures-notes.ts";
import type { NetworkFigures } from "./network-figures.ts";

/** Stands in front of the page's script. */
export interface PageModel {
  /** Name of the container's file. */
  readonly name: string;
  /** Bytes of the container in base64. */
  readonly container: string;
  readonly sizeBytes: number;
  /** Hash of the container: "sha256:…". */
  readonly hash: string;
  /** How many features it reads. */
  readonly features: number;
  readonly classes: readonly string[];
  /** In which its features are computed. */
  readonly profile: FeatureProfile;
  /** Hash of the file that it was compressed from; may be empty. */
  readonly madeFrom: string;
  /** What its maker wrote into it beside figures, as JSON text; empty where there is nothing. */
  readonly provenance: string;
  /** Version of coldpress that wrote the page. */
  readonly version: string;
  /** How good it was, where that is known. */
  readonly figures: NetworkFigures | null;
}

/** A container to be put into the page that listens. */
export interface PageModelTask {
  /** Of the container. */
  readonly bytes: Uint8Array;
  /** What to call the file in an error: its path, of which the page shows the end. */
  readonly name: string;
  readonly version: string;
  /** Null for those in the container's notes. */
  readonly figures: NetworkFigures | null;
}

/** Longer notes of a maker are for `inspect`. */
const MOST_NOTES = 2000;

/**
 * A network as a page takes it.
 *
 * @throws FormatError if the container is cut, changed, or none; UserError if it needs a feature that cannot be computed from
 *         sound, or gives no numbers.
 */
export async function pageModel({ bytes, name, version, figures }: PageModelTask): Promise<PageModel> {
  const network = await loadNetwork(bytes, { name });
  const { features, classes, madeFrom, provenance } = network;
  extractableFeatures(features, name);
  if (!network.predict(new Float32Array(features.length)).every(Number.isFinite))
    throw new UserError(`${name}: the network's answer to zeros is not a number; it is damaged, make it again`);
  const others = otherNotes(provenance);
  const notes = Object.keys(others).length === 0 ? "" : JSON.stringify(others);
  return {
    name: name.split(/[\\/]/).at(-1) as string,
    container: base64(bytes),
    sizeBytes: bytes.length,
    hash: `sha256:${await sha256(bytes)}`,
    features: features.length,
    classes,
    profile: profileOf(network),
    madeFrom,
    provenance: notes.length > MOST_NOTES ? `${notes.slice(0, MOST_NOTES)} …` : notes,
    version,
    figures: figures ?? figuresOfNotes(provenance),
  };
}

/** Code units that one call takes without filling the stack. */
const PIECE = 8192;

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += PIECE)
    text += String.fromCharCode(...bytes.subarray(start, start + PIECE));
  return btoa(text);
}
