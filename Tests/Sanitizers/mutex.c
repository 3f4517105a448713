// Tells ThreadSanitizer what Synchronization.Mutex does where it cannot see it. An uncontended lock is
// inlined into our own code, with its atomics; a contended one goes through these three functions of
// the standard library, which is not built for the sanitizer, so that what is ordered by them looks
// like a race. They are preloaded in front of the library's own, and only add the order: taking the lock
// comes after whoever gave it back. Races of our code are still found. Never part of the product.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

// Of the sanitizer, which is linked into the tests.
extern void __tsan_acquire(void *address);
extern void __tsan_release(void *address);

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))

// Synchronization._MutexHandle._lockSlow(_:), ._tryLockSlow() and ._unlockSlow().
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

SWIFT void lock(uint32_t thread, SELF void *handle) __asm__(LOCK);
SWIFT bool tryLock(SELF void *handle) __asm__(TRY_LOCK);
SWIFT void unlock(SELF void *handle) __asm__(UNLOCK);

SWIFT void lock(uint32_t thread, SELF void *handle) {
    SWIFT void (*own)(uint32_t, SELF void *) = dlsym(RTLD_NEXT, LOCK);
    own(thread, handle);
    __tsan_acquire(handle);
}

SWIFT bool tryLock(SELF void *handle) {
    SWIFT bool (*own)(SELF void *) = dlsym(RTLD_NEXT, TRY_LOCK);
    bool taken = own(handle);
    if (taken) __tsan_acquire(handle);
    return taken;
}

SWIFT void unlock(SELF void *handle) {
    SWIFT void (*own)(SELF void *) = dlsym(RTLD_NEXT, UNLOCK);
    __tsan_release(handle);
    own(handle);
}
