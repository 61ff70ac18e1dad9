/**
 * The two ways to compute the same 6373 features.
 *
 *   reference   double precision where the feature set is defined so: bit for bit its published values
 *   device      float32 and integers in a stated order, from 16-bit samples at 16 kHz: the same bits in Node, in a browser and on
 *               a microcontroller, near the reference's values but not equal to them (docs/parity.md)
 *
 * A network must be asked in the profile that it was trained in: tables and containers say theirs.
 */

import { UserError } from "../core/errors.ts";

/** All profiles. */
export const FEATURE_PROFILES = ["reference", "device"] as const;

/** How features are computed. */
export type FeatureProfile = (typeof FEATURE_PROFILES)[number];

/** Something made of features: a table, a network. */
export interface Profiled {
  /** How the features were computed; what says nothing is the reference profile's. */
  readonly profile?: FeatureProfile | undefined;
}

/** The profile of a table or network. */
export function profileOf({ profile }: Profiled): FeatureProfile {
  return profile ?? DEFAULT_PROFILE;
}

/** The mention of a profile: none of the reference's, so that what was made before there were profiles keeps its bytes. */
export function mentioned(profile: FeatureProfile | undefined): Profiled {
  return profile === undefined || profile === DEFAULT_PROFILE ? {} : { profile };
}

/**
 * That a network's features and a table's were computed in the same way.
 *
 * @param needer  What to call the network in an error.
 * @throws UserError if they were not.
 */
export function assertSameProfile(network: Profiled, table: Profiled, needer: string): void {
  const [own, given] = [profileOf(network), profileOf(table)];
  if (own !== given)
    throw new UserError(
      `${needer}: needs features of the ${own} profile, the table has those of the ${given} profile; extract them in the ${own} profile`,
    );
}

/** What says nothing is this. */
export const DEFAULT_PROFILE: FeatureProfile = "reference";
