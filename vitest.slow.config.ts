import { defineConfig } from "vitest/config";

/** What takes longer than a developer waits, or needs more than Node: run by CI. */
export default defineConfig({
  test: {
    include: ["test/**/*.slow.test.ts"],
    pool: "forks",
    maxWorkers: 1,
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
