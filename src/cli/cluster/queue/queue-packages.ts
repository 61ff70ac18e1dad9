/**
 * The packages that queues need. They are optional: who has no queue installs none of them.
 */

import { UserError } from "../../../core/errors.ts";

/** What is to be installed, by its name in an import. */
const INSTALLED_AS = { bullmq: "bullmq@6", ioredis: "ioredis@6", pg: "pg@8" } as const;

/** An optional package that a queue needs. */
export type QueuePackage = keyof typeof INSTALLED_AS;

/**
 * Loads a package.
 *
 * @param needed  All packages that this kind of queue needs: they are installed together.
 * @throws UserError if it is not installed, with the line that mends it.
 */
export async function queuePackage<Module>(
  name: QueuePackage,
  load: () => Promise<Module>,
  needed: readonly QueuePackage[],
): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ERR_MODULE_NOT_FOUND" && message.includes(`'${name}'`))
      throw new UserError(missingText(name, needed));
    throw new UserError(`${name} is installed but cannot be loaded: ${message}`, { cause: error });
  }
}

function missingText(name: QueuePackage, needed: readonly QueuePackage[]): string {
  const words = needed.map((own) => INSTALLED_AS[own]).join(" ");
  return `a queue needs the package ${name}, which is not installed: npm install ${words} (beside coldpress, on every machine)`;
}
