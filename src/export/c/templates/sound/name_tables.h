/*
 * §.: constants that its code reads. Made by coldpress {{version}}; for §..c, not for the application.
 */
#ifndef §§TABLES_H
#define §§TABLES_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A functional of a part, and which of its values the network wants, as bits. */
typedef struct {
  uint16_t wanted;
  uint8_t functional;
} §job_t;

/**
 * A contour as a group of features sees it: a descriptor 0 .. 64 or its slope, what is summed of it, and jobs. The first parts run
 * along; the contours of the others are kept.
 */
typedef struct {
  uint16_t accumulators;
  uint16_t first_job;
  uint8_t jobs;
  uint8_t descriptor;
  uint8_t slope;
  uint8_t group;
  /** Place among the contours that are kept like this one, or among those of which the last frames are. */
  uint8_t contour;
  /** Which sums it shares with the other parts of its contour, if they run along. */
  uint8_t sums;
} §part_t;

/** What runs along a descriptor or its slope for all its parts; of the voice, for one part. */
typedef struct {
  uint16_t accumulators;
  /** Where its sums and counts begin, and how many they are. */
  uint16_t floats;
  uint16_t ints;
  uint8_t float_count;
  uint8_t int_count;
  uint8_t descriptor;
  uint8_t slope;
  /** Of its parts the one that sees the fewest frames. */
  uint8_t group;
  uint8_t contour;
  /** When its frames are added: where the number of 60-ms frames modulo {{turnFrames}} is this. */
  uint8_t turn;
} §sums_t;

extern const §part_t §parts[{{partCount}}];
{{#running}}
extern const §sums_t §sums[{{sumsCount}}];
{{/running}}
extern const §job_t §jobs[{{jobCount}}];
/** Parts in the order of their features: those of one part follow one another. */
extern const uint8_t §part_order[{{partCount}}];
{{declarations}}

#ifdef __cplusplus
}
#endif

#endif /* §§TABLES_H */
