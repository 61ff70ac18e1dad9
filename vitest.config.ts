import { defineConfig } from "vitest/config";

/** Long numeric loops starve vitest's worker threads of their heartbeat, so tests run in forked processes. */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/**/*.slow.test.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
