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
  while (!Serial) {
  }
  const int32_t broken = §selftest();
  if (broken != 0) {
    Serial.print("self-test: case ");
    Serial.print(broken);
    Serial.println(" differs; compile with -ffp-contract=off");
  }
}

void loop() {
  if (§predict(features, probabilities) == §§OK) {
    Serial.println(§class_names[§class_of(probabilities)]);
  }
  delay(1000);
}
