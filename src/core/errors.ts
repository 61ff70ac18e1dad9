/**
 * The two kinds of error that are not bugs.
 *
 * Pattern of a message: where, what was found, what is expected, what to do. Everything else that is thrown
 * (RangeError, TypeError, ...) is a mistake of the program and is shown with its stack.
 */

/** Something the user asked for cannot be done: an option out of range, a missing file, unusable data. Exit code 2. */
export class UserError extends Error {
  override readonly name: string = "UserError";
}

/** Bytes from outside are not what they claim to be: names the file or format, the place, and what was found. Exit code 2. */
export class FormatError extends UserError {
  override readonly name = "FormatError";
}
