/**
 * How a table says that its features are the device profile's; one that says nothing has the reference profile's.
 *
 *   ARFF      @relation 'ComParE_2016 profile=device'
 *   CSV       a column "feature profile", which is no feature, with the same word in every row
 *   Parquet   coldpress.profile among the metadata
 */

import { FormatError, UserError } from "../core/errors.ts";
import { FEATURE_PROFILES, type FeatureProfile, type Profiled, profileOf } from "../features/feature-profile.ts";

/** Key of a Parquet file's metadata. */
export const PROFILE_KEY = "coldpress.profile";

/** Column of a CSV file. */
export const PROFILE_COLUMN = "feature profile";

const IN_RELATION = / profile=(\S+)$/;

/** The name of an ARFF relation of such features. */
export function relationOf(relation: string, profile: FeatureProfile): string {
  return profile === "reference" ? relation : `${relation} profile=${profile}`;
}

/** The profile that a relation's name mentions. @param where  What to call the place in an error. */
export function profileOfRelation(relation: string, where: string): FeatureProfile | undefined {
  const [, word] = IN_RELATION.exec(relation) ?? [];
  return word === undefined ? undefined : profileNamed(word, where);
}

/** A profile by the word that a file has for it. @throws FormatError for another word. */
export function profileNamed(word: string, where: string): FeatureProfile {
  const profile = FEATURE_PROFILES.find((known) => known === word);
  if (profile !== undefined) return profile;
  throw new FormatError(
    `${where}: the profile of features is ${FEATURE_PROFILES.join(" or ")}, found "${word.slice(0, 40)}"`,
  );
}

/**
 * That a file which cannot say its profile in a column does not have the column of CSV: another program has made it of one.
 *
 * @param names  Of its columns.
 */
export function assertNoProfileColumn(file: string, names: readonly string[]): void {
  if (names.includes(PROFILE_COLUMN))
    throw new FormatError(
      `${file}: has a column "${PROFILE_COLUMN}", but ARFF says the profile in its relation and Parquet in its metadata; write the table as CSV`,
    );
}

/** The one profile of some files. @throws UserError if they have not the same. */
export function commonProfile(surveys: readonly (Profiled & { readonly file: string })[]): FeatureProfile | undefined {
  const [first] = surveys;
  const other = surveys.find((survey) => profileOf(survey) !== profileOf(first ?? {}));
  if (first === undefined || other === undefined) return first?.profile;
  throw new UserError(
    `${other.file}: has features of the ${profileOf(other)} profile, ${first.file} those of the ${profileOf(first)} profile; extract all of them in the same profile`,
  );
}
