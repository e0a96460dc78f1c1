/**
 * The whole emitter, the last of the chain of classes: expressions, comprehensions, functions, statements, try, match.
 */

import { MatchEmitter } from './emit-match';

export class ModuleEmitter extends MatchEmitter {}
