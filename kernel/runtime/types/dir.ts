/** What dir() lists: the attributes of an object, its class and all bases. */
import { isDict, TY_DICT } from "../object";
import { release } from "../designs/active";
import { dictNew, dictUpdate } from "./dict";
import { tupleSize, tupleItem } from "./tuple";
import { typeMro, classOfObject } from "./type";
import { listFromIterable, getAttrOr0 } from "../abstract";
import { hasException, clearException } from "../errors";
import { S___dict__ } from "../names";

function addClass(d: usize, type: usize): bool {
  const mro = typeMro(type);
  if (mro == 0) return true;
  let ok = true;
  for (let i = tupleSize(mro) - 1; i >= 0 && ok; i--) ok = dictUpdate(d, load<usize>(tupleItem(mro, i), TY_DICT)) == 0;
  release(mro);
  return ok;
}
function names(d: usize): usize {
  const l = listFromIterable(d);
  release(d);
  return l;
}
export function object_dir(o: usize, args: usize, nargs: i32, kw: usize): usize {
  const d = dictNew();
  if (d == 0) return 0;
  const own = getAttrOr0(o, load<usize>(S___dict__));
  if (own == 0 && hasException()) clearException();
  let ok = addClass(d, classOfObject(o));
  if (own) { if (isDict(own) && ok) ok = dictUpdate(d, own) == 0; release(own); }
  if (!ok) { release(d); return 0; }
  return names(d);
}
export function type_dir(type: usize, args: usize, nargs: i32, kw: usize): usize {
  const d = dictNew();
  if (d == 0) return 0;
  if (!addClass(d, type)) { release(d); return 0; }
  return names(d);
}
