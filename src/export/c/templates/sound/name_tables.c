/*
 * §.: constants, for flash. Made by coldpress {{version}}; see §..h.
 *
 * Numbers of 1, 2 or 4 bits stand in bytes, the first in the lowest bits.
 */

#include "§tables.h"

#include "§..h"

const §part_t §parts[{{partCount}}] = {
{{parts}}
};

{{#running}}
const §sums_t §sums[{{sumsCount}}] = {
{{sumsRows}}
};

{{/running}}
const §job_t §jobs[{{jobCount}}] = {
{{jobs}}
};

const uint8_t §part_order[{{partCount}}] = {
{{partOrder}}
};

{{definitions}}

const char *const §class_names[§§CLASSES] = {
{{classNames}}
};

#ifdef §§WITH_FEATURE_NAMES
const char *const §feature_names[§§FEATURES] = {
{{featureNames}}
};
#endif
