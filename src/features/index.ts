/**
 * Acoustic features: the ComParE_2016 set and the contours it summarises.
 */

export {
  COMPARE2016_RATE_HZ,
  Compare2016Extractor,
  type Compare2016Options,
  type Contours,
  extractCompare2016,
  extractContours,
  type RateOptions,
} from "./compare2016/extract.ts";
export { COMPARE2016_NAMES } from "./compare2016/feature-set.ts";
export type { FeatureVector } from "./feature-vector.ts";
