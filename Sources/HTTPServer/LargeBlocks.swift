// How the process gets its large blocks of memory: each from the system and straight back to it.

import CLinux

package enum LargeBlocks {
    /// malloc's own start, which it would raise to 32 MiB by what is freed: large bodies would then
    /// lie among small blocks that stay, and their memory with them (mallopt(3)).
    private static let bytes: Int32 = 128 * 1024

    /// Once, before the threads. A body of a megabyte leaves nothing behind; mapping a block costs
    /// some microseconds, which is little beside filling it.
    package static func keepApart() {
        mallopt(M_MMAP_THRESHOLD, bytes)
    }
}
