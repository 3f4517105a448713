// zlib for Swift: deflateInit2 is a macro and needs a name. Nothing else belongs in this file.
#pragma once
#include <zlib.h>

/// 16 more window bits than the window has ask zlib for a gzip wrapper (zlib.h, deflateInit2).
static inline int czlib_gzip_init(z_stream *stream, int level, int window, int memory) {
    return deflateInit2(stream, level, Z_DEFLATED, window + 16, memory, Z_DEFAULT_STRATEGY);
}
