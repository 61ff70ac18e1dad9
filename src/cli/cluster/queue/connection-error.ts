/**
 * Why a queue cannot be reached, in words. The address is shown without its password, and no message of a service has it.
 */

import { UserError } from "../../../core/errors.ts";

/** Where redis-cli, too, looks for a password: what stands in a command line can be read by others on the machine. */
export const PASSWORD_VARIABLE = "REDISCLI_AUTH";

/** By what the operating system, Redis, PostgreSQL or their packages say: a code or a part of the message. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED/, "nobody listens there (connection refused); start the service, or mend the address"],
  [/ENOTFOUND|EAI_AGAIN/, "there is no machine of that name"],
  [
    /ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|timeout/i,
    "does not answer; is it a machine that can be reached from here, and is TLS (rediss://) right?",
  ],
  [/WRONGPASS|invalid password|28P01/i, "refuses the password"],
  [/NOAUTH/, `wants a password: redis://:password@host, or the environment variable ${PASSWORD_VARIABLE}`],
  [/no password supplied|password must be a string/, "wants a password: the environment variable PGPASSWORD has it"],
  [/without any password configured/, "has no password, and one was given"],
  [/NOPERM|42501/, "does not allow this user what a queue needs"],
  [/DB index|3D000/, "has no database of that name or number"],
  [/RESP type|Protocol error/i, "is no Redis, or one with TLS (rediss://)"],
  [
    /certificate|self.signed/i,
    "has a certificate that this machine does not trust (NODE_EXTRA_CA_CERTS names further ones)",
  ],
  [/SSL|TLS|EPROTO/i, "does not speak TLS as the address says"],
  [/ECONNRESET|Connection is closed/, "has closed the connection; does it want TLS (rediss://)?"],
];

/** The error of a connection that could not be made. @param shown  The address without its password. */
export function connectionError(shown: string, error: unknown): UserError {
  if (error instanceof UserError) return error;
  const { code = "", message } = error as NodeJS.ErrnoException;
  const known = REASONS.find(([pattern]) => pattern.test(code) || pattern.test(message));
  return new UserError(`${shown}: ${known ? known[1] : `cannot be used: ${message || code}`}`, { cause: error });
}
