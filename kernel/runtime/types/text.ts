/** Boot of the text types: str, bytes, bytearray, memoryview, their iterators, methods and builtins. */
import { initStr } from "./strtype";
import { initTextIterators } from "./striter";
import { initTextSearch } from "./textsearch";
import { initTextSplit } from "./textsplit";
import { initTextPad } from "./textpad";
import { initStrMethods } from "./strmethods";
import { initStrFormat } from "./strformat";
import { initBytes } from "./bytes";
import { initByteArray } from "./bytearray";
import { initByteArrayIterator } from "./bytearrayiter";
import { initBytesMethods } from "./bytesmethods";
import { initMemoryView } from "./memoryview";
import { initTextBuiltins } from "./textbuiltins";
import { initIO } from "../modules/io";
import { initStringModule } from "../modules/string_";
import { initSre } from "../modules/sre";

export function initText(): void {
  initStr();
  initBytes();
  initByteArray();
  initTextIterators();
  initByteArrayIterator();
  initTextSearch();
  initTextSplit();
  initTextPad();
  initStrMethods();
  initStrFormat();
  initBytesMethods();
  initMemoryView();
  initTextBuiltins();
  initIO();
  initStringModule();
  initSre();
}
