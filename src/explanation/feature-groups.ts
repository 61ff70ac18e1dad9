/**
 * The features that a network reads, in groups that say much of the same: by kind of sound quality, and by descriptor.
 *
 * What is not in ComParE_2016 is called by its own name: each feature is a group, where there are many the last ones share one.
 */

import { SOUND_KINDS } from "../features/compare2016/descriptor-words.ts";
import { type FeatureWords, featureWords } from "../features/compare2016/feature-words.ts";
import { ASPECTS } from "../features/compare2016/functional-words.ts";
import type { ExplainedGroup } from "./explanation.ts";

/** A group with its places among the network's inputs. */
export interface InputGroup extends Omit<ExplainedGroup, "importance"> {
  readonly columns: readonly number[];
}

/** The groups of some features at two levels. */
export interface InputGroups {
  readonly kinds: readonly InputGroup[];
  readonly descriptors: readonly InputGroup[];
}

/** What features of no known set are called together. */
export const OTHER_FEATURES = "other features";

/** Features of no known set that are groups of their own. */
const MOST_OWN_GROUPS = 64;

interface ReadInput {
  readonly column: number;
  readonly name: string;
  readonly words: FeatureWords | undefined;
}

/** The groups. @param columns  Places of the features that are read. */
export function groupInputs(features: readonly string[], columns: readonly number[]): InputGroups {
  const read = columns.map((column): ReadInput => {
    const name = features[column];
    return { column, name, words: featureWords(name) };
  });
  const known = read.filter(({ words }) => words !== undefined);
  const strange = read.filter(({ words }) => words === undefined);
  const own = strange.length > MOST_OWN_GROUPS ? strange.slice(0, MOST_OWN_GROUPS - 1) : strange;
  const kinds = SOUND_KINDS.map((kind) =>
    groupOf(
      kind,
      null,
      known.filter(({ words }) => words?.kind === kind),
    ),
  );
  const descriptors = [...new Set(known.map(({ words }) => words?.descriptor as string))].map((descriptor) => {
    const members = known.filter(({ words }) => words?.descriptor === descriptor);
    return groupOf(descriptor, members[0]?.words?.descriptorWords ?? null, members);
  });
  return {
    kinds: [...kinds, groupOf(OTHER_FEATURES, null, strange)].filter(({ features }) => features > 0),
    descriptors: [
      ...descriptors,
      ...own.map((input) => groupOf(input.name, null, [input])),
      groupOf(OTHER_FEATURES, null, strange.slice(own.length)),
    ].filter(({ features }) => features > 0),
  };
}

function groupOf(name: string, words: string | null, members: readonly ReadInput[]): InputGroup {
  const aspects = ASPECTS.map((aspect) => ({
    aspect,
    features: members.filter((member) => member.words?.aspect === aspect).length,
  })).filter(({ features }) => features > 0);
  return { name, words, features: members.length, aspects, columns: members.map(({ column }) => column) };
}
