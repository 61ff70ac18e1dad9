/**
 * Soft limit of slopes and ratios.
 *
 * Source  specification, section 17.
 */

import { expOf } from "./elementary.as";

/** From here on the limit is reached whatever the knee. */
const FAR_BEYOND: f32 = 1e30;

/**
 * v where |v| <= knee, else sign(v) (knee + room tanh z),  z = (sqrt(|v| - knee + 1) - 1) / (room / 2).
 *
 * tanh z = 2 / (1 + e^(-2z)) - 1. The difference of roots is taken as excess / (sqrt(excess + 1) + 1), which doesn't cancel.
 */
export function softLimit(value: f32, knee: f32, room: f32): f32 {
  const excess = abs<f32>(value) - knee;
  if (!(excess > <f32>0.0)) return value;
  const sign = value < <f32>0.0 ? <f32>-1.0 : <f32>1.0;
  if (excess > FAR_BEYOND) return sign * (knee + room);
  const z = excess / (sqrt<f32>(excess + <f32>1.0) + <f32>1.0) / (<f32>0.5 * room);
  const tangent = <f32>2.0 / (<f32>1.0 + expOf(<f32>-2.0 * z)) - <f32>1.0;
  return sign * (knee + room * tangent);
}
