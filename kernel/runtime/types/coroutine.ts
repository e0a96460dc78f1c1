/**
 * Coroutines and asynchronous generators: generators by layout (types/generator.ts), whose frames run the same way; what
 * differs is how Python code may drive them.
 */
import { TP_DEALLOC, TP_TRAVERSE, TP_REPR, fnUnary, fnVoid, fnTraverse, fnNative, setSlot, typeOf } from "../object";
import { T_COROUTINE, T_ASYNC_GENERATOR } from "./table";
import { method, getset } from "../natives";
import { Builder } from "./builder";
import { GEN_QUALNAME, generator_dealloc, generator_traverse, generator_send, generator_throw, generator_close, get_running, get_suspended, get_yieldfrom, get_code, get_name, get_qualname } from "./generator";

function coroutine_repr(g: usize): usize {
  const b = Builder.start();
  Builder.text(b, typeOf(g) == T_COROUTINE ? "<coroutine object " : "<async_generator object ");
  Builder.str(b, load<usize>(g, GEN_QUALNAME));
  Builder.text(b, " at 0x");
  Builder.hex(b, g, 12);
  Builder.text(b, ">");
  return Builder.finish(b);
}

function initShared(type: usize): void {
  setSlot(type, TP_DEALLOC, fnVoid(generator_dealloc));
  setSlot(type, TP_TRAVERSE, fnTraverse(generator_traverse));
  setSlot(type, TP_REPR, fnUnary(coroutine_repr));
  getset(type, "__name__", fnUnary(get_name), 0);
  getset(type, "__qualname__", fnUnary(get_qualname), 0);
}

export function initCoroutine(): void {
  initShared(T_COROUTINE);
  method(T_COROUTINE, "send", fnNative(generator_send), 1, 1);
  method(T_COROUTINE, "throw", fnNative(generator_throw), 1, 3);
  method(T_COROUTINE, "close", fnNative(generator_close), 0, 0);
  getset(T_COROUTINE, "cr_running", fnUnary(get_running), 0);
  getset(T_COROUTINE, "cr_suspended", fnUnary(get_suspended), 0);
  getset(T_COROUTINE, "cr_await", fnUnary(get_yieldfrom), 0);
  getset(T_COROUTINE, "cr_code", fnUnary(get_code), 0);
  initShared(T_ASYNC_GENERATOR);
  getset(T_ASYNC_GENERATOR, "ag_running", fnUnary(get_running), 0);
  getset(T_ASYNC_GENERATOR, "ag_suspended", fnUnary(get_suspended), 0);
  getset(T_ASYNC_GENERATOR, "ag_await", fnUnary(get_yieldfrom), 0);
  getset(T_ASYNC_GENERATOR, "ag_code", fnUnary(get_code), 0);
}
