/** Boot of the collections: every type of sequences, mappings and iterators, their builtins and their modules. */
import { initTuple } from "./tuple";
import { initListType } from "./listtype";
import { initListMethods } from "./listmethods";
import { initDict } from "./dictmethods";
import { initDictViews } from "./dictviews";
import { initSet } from "./settype";
import { initSlice } from "./slice";
import { initRange } from "./range";
import { initSeqIter } from "./seqiter";
import { initIterators } from "./iterators";
import { initSeqBuiltins } from "./seqbuiltins";

export function initCollections(): void {
  initTuple();
  initListType();
  initListMethods();
  initDict();
  initDictViews();
  initSet();
  initSlice();
  initRange();
  initSeqIter();
  initIterators();
  initSeqBuiltins();
}
