/** Boot of what makes classes: object, type, descriptors, super, exceptions, weak references and the builtins about them. */
import { initObject } from "./object";
import { initType } from "./typeattrs";
import { initDescriptors } from "./descriptors";
import { initProperty } from "./property";
import { initSuper } from "./super_";
import { initWrappers } from "./wrappers";
import { initTraceback } from "./traceback";
import { initNamespace } from "./namespace";
import { initMappingProxy } from "./mappingproxy";
import { initWeakref } from "./weakref";
import { initUnion } from "./union";
import { initSingletons } from "./singletons";
import { initClassBuiltins } from "./classbuiltins";

export function initClasses(): void {
  initObject();
  initType();
  initDescriptors();
  initProperty();
  initSuper();
  initWrappers();
  initTraceback();
  initNamespace();
  initMappingProxy();
  initWeakref();
  initUnion();
  initSingletons();
  initClassBuiltins();
}
