/**
 * How features are computed: one text and one refusal for all commands that compute them.
 */

import { UserError } from "../../core/errors.ts";
import type { FeatureProfile } from "../../features/feature-profile.ts";

/** Of --profile. */
export const PROFILE_HELP =
  "how features are computed: reference (the feature set's own values) or device (float32 from 16-bit samples: the same bits on a microcontroller) (default: reference)";

/** @throws UserError for the device profile at another rate than its own. */
export function refuseNativeDevice(nativeRate: boolean, profile: FeatureProfile | undefined): void {
  if (nativeRate && profile === "device")
    throw new UserError("--native-rate: the device profile knows one rate, 16 kHz; leave one of them out");
}
