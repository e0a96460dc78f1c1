/** The end of a number: its memory, with what a subclass written in Python added to it. */
import { typeOf, TY_FLAGS, TF_HEAP } from "../object";
import { freeObject } from "../heap/blocks";
import { sizeOfInstance, clearInstanceExtras } from "../natives";

/** Frees an int, float or complex whose own references have been released. */
export function freeNumber(o: usize): void {
  const size = sizeOfInstance(o);
  if (load<u32>(typeOf(o), TY_FLAGS) & TF_HEAP) clearInstanceExtras(o);
  freeObject(o, size);
}
