// The C API of SQLite for Swift: variadic calls and macros with casts cannot be imported, so the
// few that are needed have inline names here. Nothing else belongs in this file.
#pragma once
#include <sqlite3.h>

/// Lets SQLite skip its own locking: each connection stays on the thread that made it.
static inline int csqlite_config_multithread(void) {
    return sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
}

/// Switches off the process-wide memory statistics, whose counters cost a lock per allocation.
static inline int csqlite_config_no_memory_statistics(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static inline int csqlite_db_config(sqlite3 *db, int option, int value) {
    return sqlite3_db_config(db, option, value, (int *)0);
}

/// SQLITE_TRANSIENT: SQLite copies the value before the call returns.
static inline int csqlite_bind_text(sqlite3_stmt *s, int i, const char *text, sqlite3_uint64 n) {
    return sqlite3_bind_text64(s, i, text, n, SQLITE_TRANSIENT, SQLITE_UTF8);
}
static inline int csqlite_bind_blob(sqlite3_stmt *s, int i, const void *bytes, sqlite3_uint64 n) {
    return sqlite3_bind_blob64(s, i, bytes, n, SQLITE_TRANSIENT);
}
