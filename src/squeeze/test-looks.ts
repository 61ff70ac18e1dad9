/**
 * How often a test set was asked: each other question of it makes a lucky answer likelier, so each is counted and shown.
 *
 *   test-looks.json    { "looks": [{ "test": SHA-256 of the test set, "question": hash of what was asked }, …] }
 *
 * The same question again (the same networks, margin and level) has the same answer and is no further look. What is asked with
 * another folder is not known here.
 */

import { z } from "zod";
import { type ArtifactStore, memoryStore } from "../core/artifact-store.ts";
import { UserError } from "../core/errors.ts";

/** Its name in the store. */
export const TEST_LOOKS_FILE = "test-looks.json";

const looksFile = z.object({ looks: z.array(z.object({ test: z.string(), question: z.string() })) });

/** One look at a test set, as it is counted. */
export interface TestLook {
  /** SHA-256 of the test set, hexadecimal. */
  readonly test: string;
  /** 1 for the first question that was asked of it. */
  readonly number: number;
}

/**
 * Notes a look, before its answer is known.
 *
 * @param question  Hash of what is asked.
 * @throws UserError if the store's list cannot be read.
 */
export async function noteLook(store: ArtifactStore, test: string, question: string): Promise<TestLook> {
  const { looks } = await readLooks(store);
  const ofTest = looks.filter((look) => look.test === test);
  const known = ofTest.findIndex((look) => look.question === question);
  if (known >= 0) return { test, number: known + 1 };
  const noted = { looks: [...looks, { test, question }] };
  await store.write(TEST_LOOKS_FILE, [new TextEncoder().encode(`${JSON.stringify(noted, null, 1)}\n`)]);
  return { test, number: ofTest.length + 1 };
}

/** A question that was asked of a test set and is not counted yet. */
export interface UncountedLook {
  readonly test: string;
  readonly question: string;
}

/**
 * The same store, but for the list of looks, which is kept aside: for work whose looks somebody else counts in order, as
 * jobs may run in any order and several at once.
 *
 * @returns The store, and the looks that were noted in it.
 */
export function looksAside(store: ArtifactStore): {
  readonly store: ArtifactStore;
  readonly looks: () => Promise<readonly UncountedLook[]>;
} {
  const aside = memoryStore();
  const placeOf = (name: string) => (name === TEST_LOOKS_FILE ? aside : store);
  return {
    store: {
      read: (name) => placeOf(name).read(name),
      write: (name, chunks) => placeOf(name).write(name, chunks),
      remove: (name) => placeOf(name).remove(name),
    },
    looks: async () => (await readLooks(aside)).looks,
  };
}

async function readLooks(store: ArtifactStore): Promise<z.infer<typeof looksFile>> {
  const bytes = await store.read(TEST_LOOKS_FILE);
  if (!bytes) return { looks: [] };
  try {
    return looksFile.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    throw new UserError(
      `${TEST_LOOKS_FILE}: is not a list of looks at test sets; remove it, and know that they then count anew`,
    );
  }
}
