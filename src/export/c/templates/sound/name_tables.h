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
 * A contour as a group of features sees it: a descriptor 0 .. 64 or its slope, what runs along, and jobs. The first parts run along;
 * the contours of the others are kept.
 */
typedef struct {
  uint16_t accumulators;
  /** Where its sums and counts begin, if they run along. */
  uint16_t floats;
  uint16_t ints;
  uint16_t first_job;
  uint8_t float_count;
  uint8_t int_count;
  uint8_t jobs;
  uint8_t descriptor;
  uint8_t slope;
  uint8_t group;
  /** Place among the contours that are kept like this one, or among those of which the last frames are. */
  uint8_t contour;
  /** When its frames are added, if they run along: where the number of 60-ms frames modulo {{turnFrames}} is this. */
  uint8_t turn;
} §part_t;

extern const §part_t §parts[{{partCount}}];
extern const §job_t §jobs[{{jobCount}}];
/** Parts in the order of their features: those of one part follow one another. */
extern const uint8_t §part_order[{{partCount}}];
{{declarations}}

#ifdef __cplusplus
}
#endif

#endif /* §§TABLES_H */
