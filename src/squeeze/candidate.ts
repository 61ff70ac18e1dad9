/**
 * A network that stands on the front: its file, what it weighs, and what it answers on devel.
 */

import type { DevicePrice } from "../device/price.ts";
import type { Classification } from "../evaluation/classification.ts";
import type { SparseNetwork } from "../network/sparse-network.ts";
import { survivorTotal } from "../network/sparse-network.ts";
import type { Family } from "./options.ts";

/** A network that the search has tried. */
export interface Candidate {
  readonly name: string;
  readonly family: Family;
  /** Bits of a codebook index. */
  readonly bits: number;
  readonly shape: CandidateShape;
  /** The whole container. */
  readonly bytes: number;
  /** Where the store keeps it. */
  readonly file: string;
  /** What a device spends on it; null where it reads a feature that no device computes. */
  readonly price: DevicePrice | null;
  /** Of the features that its path may read, by name; null for all. */
  readonly plan: string | null;
  /** Of the decoded file: what is judged is what is shipped. */
  readonly devel: Classification;
}

export interface CandidateShape {
  readonly survivors: number;
  /** Features that are still needed. */
  readonly inputs: number;
  readonly hidden: readonly number[];
}

/** What is left of a network. */
export function shapeOf(network: SparseNetwork): CandidateShape {
  const { inputs, hidden } = network.architecture;
  return { survivors: survivorTotal(network), inputs, hidden };
}
