/*
 * §.: the code of the network. Made by coldpress {{version}}; see §..h.
 *
 * Every operation rounds to float in the order that is written: the same bits on every machine. A fused multiply-add would change
 * them. GCC ignores the pragma of C for that, so it gets its own, and the build files set -ffp-contract=off.
 */

#include "§..h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "§tables.h"

#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#elif defined(__GNUC__)
#pragma GCC optimize("fp-contract=off")
#endif

#if defined(__FAST_MATH__) || FLT_EVAL_METHOD < 0 || FLT_EVAL_METHOD == 1 || FLT_EVAL_METHOD == 2 || FLT_MANT_DIG != 24
#error "The bits would be others: no -ffast-math, and float must be computed in float of 32 bits (on 32-bit x86: -msse2 -mfpmath=sse)."
#endif

{{kernels}}

{{network}}
