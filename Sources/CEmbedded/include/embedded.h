// The files that travel inside the binary: the API document and the migrations. The text is taken
// in by the C compiler (#embed), so that the binary needs no folder beside it.
#pragma once
#include <stddef.h>

typedef struct {
    const char *name;            // as in the folder: "0001_people.sql"
    const unsigned char *bytes;
    size_t count;
} embedded_file;

/// openapi.yaml of the top level.
embedded_file embedded_openapi(void);

/// The migrations in the order of their numbers; `index` from 0, name NULL past the last.
embedded_file embedded_migration(size_t index);
