/*
 * §.: a network as C, without the extraction of its features. Made by coldpress {{version}}.
 *
 * For research. Not a medical device.
 *
{{origin}}
 *
 * What it takes on a Cortex-M4F; make -C examples/qemu measures code, stack and instructions with your compiler:
 *
{{measures}}
 */
#ifndef §§H
#define §§H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Features that the network reads. */
#define §§FEATURES {{features}}
/** Classes that it tells apart. */
#define §§CLASSES {{classes}}
/** Places of the classes among the probabilities. */
{{classConstants}}

/** What a call has found. */
typedef enum {
  §§OK = 0,
  /** A feature is not finite, or so large that a sum is beyond float: there are no probabilities. */
  §§NOT_FINITE = 1
} §status_t;

/** Names of the classes in UTF-8. */
extern const char *const §class_names[§§CLASSES];

#ifdef §§WITH_FEATURE_NAMES
/** Names of the features; define §§WITH_FEATURE_NAMES for all files to have them. */
extern const char *const §feature_names[§§FEATURES];
#endif

/**
 * Class probabilities from the features of one recording.
 *
 * It keeps nothing between calls, allocates nothing and may run in several threads at once. The same features give the same
 * bits on every machine, as long as the compiler fuses no multiplication with an addition (-ffp-contract=off).
 *
 * @param features       [§§FEATURES], in the order of §feature_names.
 * @param probabilities  Receives them; they sum to 1. [§§CLASSES]
 */
§status_t §predict(const float *features, float *probabilities);

/** Place of the largest probability. @param probabilities  [§§CLASSES] */
int32_t §class_of(const float *probabilities);

/**
 * Whether this build computes what coldpress computes: some features that it makes by itself, their probabilities compared bit for
 * bit. It has all features on the stack: 4 bytes each.
 *
 * @returns 0 if it does; the number of the first case that differs, from 1; -1 if the core is set to make zeros of the smallest floats
 *          (FZ, DAZ)
 */
int32_t §selftest(void);

#ifdef __cplusplus
}
#endif

#endif /* §§H */
