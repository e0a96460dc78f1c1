/** Boot of the numbers: int, bool, float, complex, their builtins, and the modules math and _random. */
import { initInt } from "./int";
import { initIntMethods } from "./intmethods";
import { initBool } from "./bool";
import { initFloat } from "./float";
import { initFloatMethods } from "./floatmethods";
import { initComplex } from "./complex";
import { initNumberBuiltins } from "./numbuiltins";
import { initMathModule } from "../modules/math";
import { initRandomModule } from "../modules/random_";

export function initNumbers(): void {
  initInt();
  initIntMethods();
  initBool();
  initFloat();
  initFloatMethods();
  initComplex();
  initNumberBuiltins();
  initMathModule();
  initRandomModule();
}
