/*
 * §.: its self-test. Made by coldpress {{version}}; see §..h. An application may leave this file out.
 *
 * Features come from a generator of integers, so that they take no flash: center + z 2^exponent, z within 2^(1 - case).
 */

#include "§..h"

#include <float.h>
#include <stdint.h>
#include <string.h>

#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#elif defined(__GNUC__)
#pragma GCC optimize("fp-contract=off")
#elif defined(_MSC_VER)
#pragma fp_contract(off)
#else
#pragma STDC FP_CONTRACT OFF
#endif

#define CASES {{cases}}

/* Where the sums of the first layer are near 0: there a wrong last digit shows. */
static {{centers}}

/* Where the network's normalization puts a feature near 1: a power of two. */
static {{exponents}}

/* The probabilities that coldpress has computed, as bits. */
static const uint32_t expected[CASES][§§CLASSES] = {
{{expected}}
};

/* Xorshift of 32 bits (G. Marsaglia 2003, Journal of Statistical Software 8, 14). */
static uint32_t next(uint32_t state) {
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return state;
}

static float power_of_two(int32_t exponent) {
  const uint32_t bits = (uint32_t)(exponent + 127) << 23;
  float power;
  memcpy(&power, &bits, sizeof power);
  return power;
}

/* Whether the core keeps floats below the normal ones. Some start-up code makes zeros of them: FZ on Arm, FTZ and DAZ on x86. */
static int32_t keeps_subnormals(void) {
  const volatile float least_normal = FLT_MIN;
  const volatile float half = least_normal * 0.5f;
  return half > 0.0f ? 1 : 0;
}

int32_t §selftest(void) {
  uint32_t state = {{seed}}u;
  if (!keeps_subnormals()) {
    return -1;
  }
  for (int32_t k = 0; k < CASES; k++) {
    float features[§§FEATURES];
    float probabilities[§§CLASSES];
    for (int32_t i = 0; i < §§FEATURES; i++) {
      state = next(state);
      const float z = (float)((int32_t)(state >> 8) - 8388608) * power_of_two(-22 - k);
      features[i] = centers[i] + z * power_of_two(exponents[i]);
    }
    if (§predict(features, probabilities) != §§OK) {
      return k + 1;
    }
    for (int32_t c = 0; c < §§CLASSES; c++) {
      uint32_t bits;
      memcpy(&bits, &probabilities[c], sizeof bits);
      if (bits != expected[k][c]) {
        return k + 1;
      }
    }
  }
  return 0;
}
