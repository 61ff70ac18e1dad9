/**
 * Acoustic features: the ComParE_2016 set and the contours it summarises.
 */

export {
  Compare2016Extractor,
  type Compare2016Options,
  type Contours,
  extractCompare2016,
  extractContours,
} from "./compare2016/extract.ts";
export { COMPARE2016_NAMES } from "./compare2016/feature-set.ts";
export type { FeatureVector } from "./feature-vector.ts";
