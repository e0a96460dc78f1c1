/**
 * What a design of "Python without the GIL" decides. Each design is one file that exports the functions and
 * constants below; the build makes `designs/active.ts` re-export one of them, and everything is inlined, so a
 * hook that a design leaves empty costs nothing.
 *
 * Constants
 *   NAME             the design's name
 *   COUNTED          references are counted; otherwise native code's are noted in root logs (trace/rootlog.ts)
 *   HAS_GIL          one lock around the interpreter
 *   OBJECT_LOCKS     mutable objects are locked
 *   LOCK_FREE_READS  a slot of a shared container may be read without its lock (needs tryRetain and deferred frees)
 *   IMMORTAL         singletons and code are never counted
 *   DEFERRED         modules, module-level functions and classes, and the methods of those classes are not counted by frames
 *   INLINE_CACHES    LOAD_GLOBAL, LOAD_ATTR and their kin keep where they found a name; otherwise they look under the locks each time
 *   SUSPENDED_LOCKS  object locks are critical sections, let go while their thread is detached (sync/sections.ts)
 *   SHARED_COUNTS    every change of a count is one that other threads can see
 *   THREAD_HEAPS     free blocks are kept per thread; otherwise one locked pool a size class
 *
 * Counting: everybody who keeps a reference owns one count.
 *   initCounts(o)          a new object: one reference, held by the caller
 *   immortalise(o)         o is never freed; where the design has no immortal objects, a count too high to reach 0
 *   defer(o)               o's counts need not be exact while the world runs (no-op where DEFERRED is false)
 *   retain(o), release(o)  one more, one less; at zero `dealloc` of object's type runs (sync/reclaim.ts)
 *   tryRetain(o)           takes a count of an object that may be dying; false if it is (LOCK_FREE_READS only)
 *   tryUpgrade(o)          takes a count of an object whose memory is safe (under the lock over weak references); false if it is dying
 *   allowSharedReads(o)    under the lock of what holds o: readers without a lock may take counts of it from now on
 *   mayReuse(o)            nobody else can see o: it may be changed in place. Nobody tests a count in any other way.
 *   countOf(o)             the count as `sys.getrefcount` shows it
 *
 * Quick paths: what the interpreter's inner loop may do without calling anything. Each answers false (or 0) and leaves all as it
 * was where it cannot; the instruction then takes its full path. A thread reaches no safepoint between two of them.
 *   isPrivate(o)           nobody else can see o, not even a reader without a lock
 *   retainQuick(o)         as retain
 *   releaseQuick(o)        as release; false: releaseRest(o) must follow before the thread goes on
 *   readSlotQuick(at)      as readSlot; 0 also where the slot is empty
 *   lockQuick(o)           takes the lock if it is free
 *   unlockQuick(o)         false: somebody waits, mutexWake(o + O_LOCK) must follow
 *
 * Slots: every reference in a heap object is read and written through these.
 *   initRef(owner, at, v)   into a new object that nobody else can see; takes over the caller's reference
 *   loadRef(owner, at)      borrowed; under the owner's lock, or where nobody can replace the slot
 *   storeRef(owner, at, v)  publishes v (owned by the slot from now on); the old content is the caller's to release
 *   readSlot(owner, at)     a new reference to what the slot holds now, safe against every other thread; 0 if empty.
 *                           Locks the owner in designs without lock-free reads, so never call it under a lock of `owner`.
 *
 * Locks
 *   lockObject(o), unlockObject(o)            o is an object of a TF_LOCKED type
 *   lockTwo(a, b), unlockTwo(a, b)            in address order; the same object is locked once; 0 is allowed
 *   lockWord(at), unlockWord(at)              a runtime lock (free lists, type table ...); empty under a GIL
 *   While any is held, objects whose count falls to zero wait on a per-thread list until the last unlock.
 *
 * Threads
 *   attach(), detach()      around everything that may block
 *   safepoint(bits)         the thread polls: answers what the design asked for (GIL requests, merges ...)
 */
