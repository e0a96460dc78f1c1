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

import { initItertools } from "../modules/itertools";
import { initCollectionsModule } from "../modules/_collections";
import { initFunctools } from "../modules/_functools";
import { initOperator } from "../modules/_operator";
import { TF_LOCKED, TY_BASICSIZE, TY_FLAGS } from "../object";
import { TYPE_SIZE } from "../layout";
import * as T from "./table";

/** The size of a type's instances, and whether their first word is a lock. */
function layout(type: usize, bytes: u32, locked: bool): void {
  store<u32>(type, bytes, TY_BASICSIZE);
  const flags = load<u32>(type, TY_FLAGS);
  store<u32>(type, locked ? flags | TF_LOCKED : flags & ~TF_LOCKED, TY_FLAGS);
}

function layouts(): void {
  layout(T.T_TUPLE_ITER, 24, false);
  layout(T.T_LIST_ITER, 24, false);
  layout(T.T_LIST_REVERSE_ITER, 24, false);
  layout(T.T_SET_ITER, 32, false);
  layout(T.T_SEQ_ITER, 24, false);
  layout(T.T_REVERSED, 24, false);
  layout(T.T_CALL_ITER, 32, false);
  layout(T.T_ENUMERATE, 32, false);
  layout(T.T_ZIP, 24, false);
  layout(T.T_MAP, 24, false);
  layout(T.T_FILTER, 24, false);
  layout(T.T_RANGE, 56, false);
  layout(T.T_RANGE_ITER, 48, false);
  layout(T.T_LONGRANGE_ITER, 48, false);
  layout(T.T_DICT_KEYS, 24, false);
  layout(T.T_DICT_VALUES, 24, false);
  layout(T.T_DICT_ITEMS, 24, false);
  layout(T.T_DICT_KEYITER, 40, false);
  layout(T.T_DICT_VALUEITER, 40, false);
  layout(T.T_DICT_ITEMITER, 40, false);
  layout(T.T_DICT_REVERSE_KEYITER, 40, false);
  layout(T.T_DEQUE, 48, true);
  layout(T.T_DEQUE_ITER, 32, false);
  layout(T.T_DEFAULTDICT, 48, true);
  layout(T.T_ODICT, 40, true);
  for (let type = T.T_COUNT; type <= T.T_BATCHED; type += TYPE_SIZE) layout(type, 72, true);
}

export function initCollections(): void {
  layouts();
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
  initItertools();
  initCollectionsModule();
  initFunctools();
  initOperator();
}
