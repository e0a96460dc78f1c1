/**
 * The whole emitter, the last of the chain of classes: expressions, comprehensions, functions, statements, try.
 */

import { TryEmitter } from './emit-try';

export class ModuleEmitter extends TryEmitter {}
