// zlib for Swift: deflateInit2 is a macro and needs a name. Nothing else belongs in this file.
#pragma once
#include <zlib.h>

/// Window bits 15 + 16 ask zlib for a gzip wrapper (zlib.h, deflateInit2).
static inline int czlib_gzip_init(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}
