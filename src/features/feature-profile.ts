/**
 * The two ways to compute the same 6373 features.
 *
 *   reference   double precision where the feature set is defined so: bit for bit its published values
 *   device      float32 and integers in a stated order, from 16-bit samples at 16 kHz: the same bits in Node, in a browser and on
 *               a microcontroller, near the reference's values but not equal to them (docs/parity.md)
 *
 * A network must be asked in the profile that it was trained in: tables and containers say theirs.
 */

/** All profiles. */
export const FEATURE_PROFILES = ["reference", "device"] as const;

/** How features are computed. */
export type FeatureProfile = (typeof FEATURE_PROFILES)[number];

/** What says nothing is this. */
export const DEFAULT_PROFILE: FeatureProfile = "reference";
