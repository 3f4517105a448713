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

/// SQLITE_STATIC: SQLite reads the value where it lies, until the parameter is cleared.
static inline int csqlite_bind_lasting_text(
    sqlite3_stmt *s, int i, const char *text, sqlite3_uint64 n) {
    return sqlite3_bind_text64(s, i, text, n, SQLITE_STATIC, SQLITE_UTF8);
}

/// SQLITE_TRANSIENT: SQLite copies the value before the call returns.
static inline int csqlite_bind_text(sqlite3_stmt *s, int i, const char *text, sqlite3_uint64 n) {
    return sqlite3_bind_text64(s, i, text, n, SQLITE_TRANSIENT, SQLITE_UTF8);
}
static inline int csqlite_bind_blob(sqlite3_stmt *s, int i, const void *bytes, sqlite3_uint64 n) {
    return sqlite3_bind_blob64(s, i, bytes, n, SQLITE_TRANSIENT);
}

// Extended result codes, whose macros are expressions that Swift does not read.
static const int csqlite_constraint_check = SQLITE_CONSTRAINT_CHECK;
static const int csqlite_constraint_foreign_key = SQLITE_CONSTRAINT_FOREIGNKEY;
static const int csqlite_constraint_not_null = SQLITE_CONSTRAINT_NOTNULL;
static const int csqlite_constraint_primary_key = SQLITE_CONSTRAINT_PRIMARYKEY;
static const int csqlite_constraint_row_id = SQLITE_CONSTRAINT_ROWID;
static const int csqlite_constraint_trigger = SQLITE_CONSTRAINT_TRIGGER;
static const int csqlite_constraint_unique = SQLITE_CONSTRAINT_UNIQUE;
static const int csqlite_io_shared_memory_open = SQLITE_IOERR_SHMOPEN;
static const int csqlite_io_shared_memory_size = SQLITE_IOERR_SHMSIZE;
static const int csqlite_io_shared_memory_map = SQLITE_IOERR_SHMMAP;
static const int csqlite_abort_rollback = SQLITE_ABORT_ROLLBACK;
