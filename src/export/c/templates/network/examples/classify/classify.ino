/*
 * Runs the self-test, then classifies features that are all zero: put yours in their place.
 *
 * Wants a 32-bit core, better one with a floating-point unit (Nano 33 BLE, Portenta, Giga).
 */

#include <§..h>

static float features[§§FEATURES];
static float probabilities[§§CLASSES];

void setup() {
  Serial.begin(115200);
  /* Boards with USB wait for the computer, up to 3 seconds: without one they go on. */
  for (int wait = 0; !Serial && wait < 300; wait++) {
    delay(10);
  }
  const int32_t broken = §selftest();
  if (broken != 0) {
    Serial.print("the self-test answers ");
    Serial.print(broken);
    Serial.println(", see §..h: compile with -ffp-contract=off, without -ffast-math");
  }
}

void loop() {
  if (§predict(features, probabilities) == §§OK) {
    Serial.println(§class_names[§class_of(probabilities)]);
  }
  delay(1000);
}
