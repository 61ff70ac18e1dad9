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
#elif defined(_MSC_VER)
#pragma fp_contract(off)
#else
#pragma STDC FP_CONTRACT OFF
#endif

#if defined(__FAST_MATH__) || defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__)
#error "The bits would be others: no -ffast-math, nor a part of it."
#endif
#if FLT_EVAL_METHOD < 0 || FLT_EVAL_METHOD == 1 || FLT_EVAL_METHOD == 2 || FLT_MANT_DIG != 24
#error "The bits would be others: float must be computed in float of 32 bits (on 32-bit x86: -msse2 -mfpmath=sse)."
#endif

{{kernels}}

{{network}}
