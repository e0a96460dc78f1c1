/**
 * The memory map: every fixed address, every offset that both the runtime (AssemblyScript) and the host
 * (TypeScript) know. Constants carry no types so that both compilers read the same file.
 *
 *     0x000000  null page: a null reference that is read finds zeros
 *     0x000400  control block: one 64-byte line for each contended word
 *     0x002000  names table: pointers to the interned names of names.ts
 *     0x004000  small ints -5..256, 32 bytes each
 *     0x008000  one-character Latin-1 strings, 48 bytes each
 *     0x00c000  singletons: None, True, False, Ellipsis, NotImplemented, () and ''
 *     0x00d000  roots: pointers to long-lived objects (builtins dict, sys.modules ...)
 *     0x010000  static type objects, 512 bytes each
 *     0x040000  thread slots, 2 KiB each
 *     0x080000  locked pools: one 64-byte line a size class
 *     0x090000  the runtime's own named locks, one line each, with their counters
 *     0xa0000   checked builds: where the maps of live objects are, a word a mebibyte
 *     0xa4000   checked builds: where the counts found by an audit are, a word a mebibyte
 *     0xa8000   the build that does not count: where the marks of reached objects are, a word a mebibyte
 *     0x0c0000  homes of small blocks: a byte for 16 KiB of memory, slot number + 1 of the heap it belongs to (heap/freelists.ts)
 *     0x100000  static data of the module (string literals), written once by the host
 *     0x200000  heap
 */

// ---- control block -------------------------------------------------------------------------------------
export const CONTROL = 0x400;
/** Non-zero once the runtime has trapped; every thread ends when it sees it. */
export const C_POISON = CONTROL + 0x00;
/** Bytes of memory the heap may use. */
export const C_LIMIT = CONTROL + 0x04;
/** 1 once boot has finished. */
export const C_BOOTED = CONTROL + 0x08;
/** Bits: 1 main thread is running a cell. */
export const C_STATE = CONTROL + 0x0c;
/** Source of identities for dict keys versions, type versions, allocation epochs. */
export const C_KEYS_VERSION = CONTROL + 0x10;
export const C_TYPE_VERSION = CONTROL + 0x14;
/** The switch interval of the GIL, microseconds. */
export const C_SWITCH_INTERVAL = CONTROL + 0x18;
export const C_RECURSION_LIMIT = CONTROL + 0x1c;
/** Hash secret, 64 bits. */
export const C_HASH_SECRET = CONTROL + 0x20;
/** Seed of the deterministic schedule (checked builds), 0 off. */
export const C_SCHEDULE_SEED = CONTROL + 0x28;
export const C_INT_MAX_STR_DIGITS = CONTROL + 0x2c;
/** GIL: 0 free, 1 held, 2 held with waiters. */
export const C_GIL = CONTROL + 0x40;
/** Count of hand-overs, so that a releaser can wait until another took it. */
export const C_GIL_SWITCHES = CONTROL + 0x44;
export const C_GIL_HOLDER = CONTROL + 0x48;
export const C_GIL_WAITERS = CONTROL + 0x4c;
/** Next free byte of the heap (bump), under C_ARENA_LOCK. */
export const C_HEAP_TOP = CONTROL + 0x80;
export const C_ARENA_LOCK = CONTROL + 0xc0;
/** Stop the world: 0 running, 1 requested, 2 stopped. */
export const C_STW = CONTROL + 0x100;
export const C_STW_LOCK = CONTROL + 0x104;
/** Threads that still run while a stop is requested; the requester waits for 0. */
export const C_STW_RUNNING = CONTROL + 0x108;
export const C_STW_COUNT = CONTROL + 0x10c;
/** Lock over the table of slots (claim, release, exits). */
export const C_SLOTS_LOCK = CONTROL + 0x140;
/** Number of slots with a live worker; the host writes it as workers come up. */
export const C_WORKERS = CONTROL + 0x144;
/** Python threads alive (started and not ended), and one notify at each end. */
export const C_ALIVE = CONTROL + 0x148;
export const C_THREAD_SERIAL = CONTROL + 0x14c;
/** Table index of the function that waits (sync/futex.ts). */
export const C_FUTEX_WAIT = CONTROL + 0x150;
/** Table index of the function that ends an object's weak references: every release would otherwise contain itself. */
export const C_CLEAR_WEAKREFS = CONTROL + 0x154;
/** Table index of the function that looks for threads that wait in a circle (sync/selfwait.ts): every lock would otherwise contain itself. */
export const C_LOOK_ROUND = CONTROL + 0x158;
/** Grace periods: the global sequence of the quiescent-state reclamation. */
export const C_QSBR_SEQ = CONTROL + 0x180;
/** Deterministic schedule (sync/schedule.ts): the slot whose turn it is, the generator, the mean run, virtual time (f64 ns). */
export const C_TURN = CONTROL + 0x1c0;
export const C_TURN_RANDOM = CONTROL + 0x1c4;
export const C_TURN_MEAN = CONTROL + 0x1c8;
export const C_TURN_CLOCK = CONTROL + 0x1d0;
/** Large free blocks, under C_LARGE_LOCK. */
export const C_LARGE_LOCK = CONTROL + 0x200;
export const C_LARGE_FREE = CONTROL + 0x204;
/** Interned strings. */
export const C_INTERN_LOCK = CONTROL + 0x240;
/** One mutex around every count (design mutex). */
export const C_COUNT_LOCK = CONTROL + 0x280;
/** Lock over type attributes, versions and subclasses. */
export const C_TYPE_LOCK = CONTROL + 0x2c0;
export const C_IMPORT_LOCK = CONTROL + 0x300;
export const C_PENDING_LOCK = CONTROL + 0x340;
export const C_SOURCES_LOCK = CONTROL + 0x360;
/** Tracing builds: 1 while recording, one in how many changes is an event, head of the list of recorders. */
export const C_TRACING = CONTROL + 0x3c0;
/** Events that a ring of a tracing build holds, a power of two; 0 = RING_EVENTS. */
export const C_TRACE_EVENTS = CONTROL + 0x3c4;
export const C_TRACE_LIST = CONTROL + 0x3c8;
// ---- fixed objects ---------------------------------------------------------------------------------------
export const NAMES = 0x2000;
export const SMALL_INTS = 0x4000;
export const SMALL_INT_SIZE = 32;
export const SMALL_INT_MIN = -5;
export const SMALL_INT_MAX = 256;
export const LATIN1 = 0x8000;
export const LATIN1_SIZE = 48;
export const SINGLETONS = 0xc000;
export const NONE = SINGLETONS + 0x00;
export const TRUE = SINGLETONS + 0x40;
export const FALSE = SINGLETONS + 0x80;
export const ELLIPSIS = SINGLETONS + 0xc0;
export const NOT_IMPLEMENTED = SINGLETONS + 0x100;
export const EMPTY_TUPLE = SINGLETONS + 0x140;
export const EMPTY_STR = SINGLETONS + 0x180;
export const EMPTY_BYTES = SINGLETONS + 0x1c0;
/** Placeholder of a deleted entry or a missing argument; never seen by Python code. */
export const DUMMY = SINGLETONS + 0x200;
export const ROOTS = 0xd000;
export const R_BUILTINS = ROOTS + 0;
export const R_MODULES = ROOTS + 4;
export const R_SYS_DICT = ROOTS + 8;
export const R_MAIN_DICT = ROOTS + 12;
export const R_INTERNED = ROOTS + 16;
export const R_MEMORY_ERROR = ROOTS + 20;
export const R_EXCEPTHOOK = ROOTS + 24;
export const R_CONTEXT = ROOTS + 28;
/** Further roots: modules/*.ts may claim words from here on, in roots.ts. */
export const R_NATIVE_MODULES = ROOTS + 32;
export const R_MAIN_MODULE = ROOTS + 36;
export const R_STDOUT = ROOTS + 40;
export const R_STDERR = ROOTS + 44;
export const R_SOURCES = ROOTS + 48;
export const R_WEAKREFS = ROOTS + 52;
export const R_FREE = ROOTS + 64;
export const TYPES = 0x10000;
export const TYPE_SIZE = 512;
export const MAX_STATIC_TYPES = 256;

// ---- thread slots ----------------------------------------------------------------------------------------
export const SLOTS = 0x40000;
export const SLOT_SIZE = 2048;
export const MAX_SLOTS = 128;
/** 0 no worker, 1 idle worker, 2 claimed (thread starting), 3 running, see T_ATTACH for its relation to the world. */
export const S_STATE = 0x00;
/** Mailbox: the host or a starting thread writes a command and notifies. 0 none. */
export const S_MAILBOX = 0x04;
export const S_MAIL_ARG = 0x08;
export const S_MAIL_ARG2 = 0x0c;
export const CMD_NONE = 0;
/** Run a Python thread: S_MAIL_ARG is the start record. */
export const CMD_THREAD = 1;
/** Execute a source text for the host: S_MAIL_ARG is the request block (see host.ts). */
export const CMD_EXECUTE = 2;
/** Leave the loop of threadStep for good. */
export const CMD_QUIT = 3;
/** Run a native control workload: S_MAIL_ARG is a block { u32 kind, u32 iterations, u32 unused, u32 thread index, f64 start, f64 end, f64 cpu }. */
export const CMD_CONTROL = 4;
/** Bit of an execute request's mode: wait for all threads that are not daemons before it is done. */
export const MODE_FINAL = 0x100;
/** Eval breaker bits, polled at calls and back edges. On a line of its own: others write it. */
export const S_BREAKER = 0x40;
export const BRK_INTERRUPT = 1;
export const BRK_GIL = 2;
export const BRK_STW = 4;
export const BRK_REENTER = 8;
export const BRK_POISON = 16;
export const BRK_MERGE = 32;
export const BRK_KILL = 64;
export const BRK_QSBR = 128;
export const BRK_SCHEDULE = 256;
export const BRK_SCAN = 512;
/** The word that park() waits on. */
export const S_PARK = 0x44;
/** 0 detached, 1 attached, 2 suspended for a stop. */
export const S_ATTACH = 0x48;
/** Objects queued for this owner to merge (biased), an intrusive or chunked list. */
export const S_MERGE_QUEUE = 0x4c;
/** Sequence at the last quiescent state; 0 when detached. */
export const S_QSBR = 0x50;
/** Where a thread blocks (a lock's address, for the deadlock report). */
export const S_WAITING_ON = 0x54;
// private to the thread from here on
export const S_ID = 0x80;
export const S_IDENT = 0x88;
export const S_CELL = 0x90;
export const S_STACK = 0x94;
export const S_STACK_END = 0x98;
export const S_PC = 0x9c;
export const S_SP = 0xa0;
export const S_FP = 0xa4;
/** The exception being raised (owned) or null. */
export const S_EXC = 0xa8;
/** The exception being handled (owned) or null. */
export const S_HANDLED = 0xac;
export const S_DEPTH = 0xb0;
export const S_NATIVE_DEPTH = 0xb4;
export const S_LOCK_DEPTH = 0xb8;
export const S_PENDING = 0xbc;
export const S_PENDING_COUNT = 0xc0;
export const S_PENDING_CAP = 0xc4;
export const S_THREAD_OBJECT = 0xc8;
export const S_DAEMON = 0xcc;
export const S_NATIVE_LIMIT = 0xd0;
export const S_ASYNC_EXC = 0xd4;
export const S_ENTRY_FP = 0xd8;
export const S_DELETE_DEPTH = 0xdc;
export const S_DELETE_LATER = 0xe0;
export const S_TRACE_RING = 0xe4;
export const S_LOCALS = 0xe8;
export const S_REPR_STACK = 0xec;
/** Nanoseconds parked, f64. */
export const S_PARKED_NS = 0xf0;
export const S_CONTEXT = 0xf8;
export const S_TRASH_DEPTH = 0xfc;
/** Locks held in critical sections (biased): count, then up to 16 addresses. */
export const S_SECTIONS = 0x100;
/** Base of this slot's heap: its magazines and depots (heap/freelists.ts). */
export const S_MAGAZINES = 0x180;
/** Deferred frees waiting for a grace period. */
export const S_DEFERRED = 0x184;
export const S_DEFERRED_COUNT = 0x188;
export const S_DEFERRED_CAP = 0x18c;
/**
 * What the interpreter's inner loop leaves to be done after an instruction: the number of releases, a lock with waiters or 0,
 * then up to 20 objects.
 */
export const S_REST_COUNT = 0x190;
export const S_REST_WAKE = 0x194;
export const S_REST = 0x198;
export const REST_MAX = 20;
/** Scratch words of natives, for out-parameters (0x200..0x23f). */
export const S_SCRATCH = 0x200;
/** Output not yet handed to the host, one record a stream: address, length, capacity. */
export const S_STDOUT = 0x240;
export const S_STDERR = 0x250;
/** Waiting for a lock: the next waiter's slot, 1 if the lock was handed over, and since when (f64 ns). */
export const S_WAIT_NEXT = 0x260;
export const S_GRANTED = 0x264;
export const S_WAIT_SINCE = 0x268;
/** The thread's namespace of threading.local objects: a dict or 0. */
export const S_TLS = 0x270;
/** Deterministic schedule: 1 = this slot's turn; whether it takes part; the word it waits on, its value then, and how long (f64 ns). */
export const S_TURN = 0x280;
export const S_SCHEDULED = 0x284;
export const S_SCHEDULED_AT = 0x288;
export const S_SCHEDULED_VALUE = 0x28c;
export const S_SCHEDULED_UNTIL = 0x290;
/** What a started thread runs, owned: callable, tuple of arguments, dict of keywords or 0, handle or 0. */
export const S_START = 0x2a0;
/** The root log of a design that does not count (trace/rootlog.ts). */
export const S_ROOTS = 0x2b0;
export const S_ROOTS_TOP = 0x2b4;
export const S_ROOTS_END = 0x2b8;
/** What sys.set_asyncgen_hooks has set for the thread: references or 0. */
export const S_ASYNCGEN_FIRSTITER = 0x2f0;
export const S_ASYNCGEN_FINALIZER = 0x2f4;
/** Locks kept while Python code runs (sync/selfwait.ts): how many, then up to 64 addresses. */
export const S_KEPT = 0x300;
/** 256 bytes of scratch for number arithmetic and text, never kept across a call. */
export const S_NUMBERS = 0x700;

// ---- the end of the fixed part ---------------------------------------------------------------------------
export const POOLS = 0x80000;
export const NAMED_LOCKS = 0x90000;
export const LIVE_MAPS = 0xa0000;
export const COUNT_MAPS = 0xa4000;
export const MARK_MAPS = 0xa8000;
export const HOMES = 0xc0000;
export const STATIC_DATA = 0x100000;
export const HEAP = 0x200000;
export const WASM_PAGE = 65536;

// ---- blocks that host and runtime exchange ----------------------------------------------------------------
export const UNIT_MAGIC = 0x434c4947;
/** A compiler's error in place of a code unit; see host.ts for its fields. */
export const ERROR_MAGIC = 0x45434947;
