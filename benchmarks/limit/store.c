// The statements over our schema. Readers hold one read transaction for a wake-up and take a new
// one when the commit number has moved; the writer's connection is set as durable as ours.

#include <stdio.h>

#include "limit.h"

_Atomic uint64_t commit_number;

#define COLUMNS "id, external_ids, name, given_name, pronouns, email, phone, locale, time_zone," \
    " languages, skills_offered, skills_wanted, interests, personal_values, bio, manager_id, state," \
    " seniority, created_at, updated_at"

static sqlite3 *open_at(const char *path, int access) {
    sqlite3 *handle;
    int code = sqlite3_open_v2(path, &handle, access | SQLITE_OPEN_NOMUTEX, NULL);
    if (code != SQLITE_OK) stop_because(path, sqlite3_errstr(code));
    sqlite3_busy_timeout(handle, 5000);
    return handle;
}

static void set(sqlite3 *handle, const char *pragmas) {
    char *error = NULL;
    if (sqlite3_exec(handle, pragmas, NULL, NULL, &error)) stop_because(pragmas, error);
}

static sqlite3_stmt *prepare(sqlite3 *handle, const char *sql) {
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v3(handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL))
        stop_because(sql, sqlite3_errmsg(handle));
    return statement;
}

bool store_run(sqlite3_stmt *statement) {
    int code = sqlite3_step(statement);
    sqlite3_reset(statement);
    return code == SQLITE_DONE;
}

// MARK: Reading

void reader_open(Reader *reader, const char *path) {
    sqlite3 *handle = reader->handle = open_at(path, SQLITE_OPEN_READONLY);
    set(handle, "PRAGMA query_only = ON; PRAGMA cache_size = -4096; PRAGMA mmap_size = 268435456");
    reader->begin = prepare(handle, "BEGIN");
    reader->commit = prepare(handle, "COMMIT");
    reader->point = prepare(handle, "SELECT " COLUMNS ", version FROM people WHERE id = ?1");
    reader->first_page = prepare(
        handle, "SELECT " COLUMNS " FROM people ORDER BY id LIMIT ?1");
    reader->next_page = prepare(
        handle, "SELECT " COLUMNS " FROM people WHERE id > ?2 ORDER BY id LIMIT ?1");
}

// The commit number is read before the transaction begins: a commit in between costs one reopening
// too many, never an old row.
static void look(Reader *reader) {
    uint64_t latest = atomic_load_explicit(&commit_number, memory_order_acquire);
    if (reader->is_open && reader->seen == latest) return;
    reader_end(reader);
    reader->is_open = store_run(reader->begin);
    reader->seen = latest;
}

void reader_end(Reader *reader) {
    if (reader->is_open) store_run(reader->commit);
    reader->is_open = false;
}

static Text column(sqlite3_stmt *row, int index) {
    const char *bytes = (const char *)sqlite3_column_text(row, index);
    return (Text){bytes, bytes ? sqlite3_column_bytes(row, index) : 0};
}

// From row to buffer, through ranges of the row's own memory.
static void put_row(sqlite3_stmt *row, Text id, Buffer *into) {
    Person person;
    person.id = id;
    for (int member = 0; member < MEMBERS; member++)
        person.member[member] = column(row, 1 + member);
    bool is_null = sqlite3_column_type(row, MEMBERS + 1) == SQLITE_NULL;
    person.seniority = is_null ? -1 : sqlite3_column_int64(row, MEMBERS + 1);
    person.created_at = sqlite3_column_int64(row, MEMBERS + 2);
    person.updated_at = sqlite3_column_int64(row, MEMBERS + 3);
    put_person(into, &person);
}

int64_t put_one(Reader *reader, Text id, Buffer *into) {
    int64_t version = 0;
    look(reader);
    sqlite3_bind_text(reader->point, 1, id.bytes, id.count, SQLITE_STATIC);
    if (sqlite3_step(reader->point) == SQLITE_ROW) {
        put_row(reader->point, column(reader->point, 0), into);
        version = sqlite3_column_int64(reader->point, MEMBERS + 4);
    }
    sqlite3_reset(reader->point);
    return version;
}

// One row more than asked for tells whether there is a next page. The cursor is ours: "c1" and the
// last id in base 16.
static Text cursor_at(Text id) {
    static _Thread_local char cursor[2 + 2 * ID];
    memcpy(cursor, "c1", 2);
    for (size_t index = 0; index < id.count; index++) {
        cursor[2 + 2 * index] = "0123456789abcdef"[id.bytes[index] >> 4];
        cursor[3 + 2 * index] = "0123456789abcdef"[id.bytes[index] & 15];
    }
    return (Text){cursor, 2 + 2 * id.count};
}

Text put_page(Reader *reader, Text after, int limit, Buffer *into) {
    look(reader);
    sqlite3_stmt *page = after.bytes ? reader->next_page : reader->first_page;
    char last[ID];
    Text cursor = {0}, position = {last, 0};
    sqlite3_bind_int(page, 1, limit + 1);
    if (after.bytes) sqlite3_bind_text(page, 2, after.bytes, after.count, SQLITE_STATIC);
    PUT(into, "{\"items\":[");
    for (int count = 0; sqlite3_step(page) == SQLITE_ROW; count++) {
        if (count == limit) {
            cursor = cursor_at(position);
            continue;
        }
        Text id = column(page, 0);
        if (id.count > ID) stop_because("a person's id", "is longer than any of ours");
        memcpy(last, id.bytes, position.count = id.count);
        if (count) PUT(into, ",");
        put_row(page, id, into);
    }
    sqlite3_reset(page);
    PUT(into, "],\"next_cursor\":");
    put_string(into, cursor);
    PUT(into, "}");
    return cursor;
}

// MARK: Writing

static int note_log_pages(void *store, sqlite3 *handle, const char *name, int pages) {
    (void)handle, (void)name;
    ((Store *)store)->log_pages = pages;
    return SQLITE_OK;
}

void store_open(Store *store, const char *path, bool is_one_row) {
    *store = (Store){.is_one_row = is_one_row};
    sqlite3 *handle = store->handle = open_at(path, SQLITE_OPEN_READWRITE);
    set(handle, "PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
        "PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -16384;"
        "PRAGMA journal_size_limit = 16777216");
    sqlite3_wal_hook(handle, note_log_pages, store);
    store->begin = prepare(handle, "BEGIN IMMEDIATE");
    store->commit = prepare(handle, "COMMIT");
    store->rollback = prepare(handle, "ROLLBACK");
    store->savepoint = prepare(handle, "SAVEPOINT request");
    store->release = prepare(handle, "RELEASE request");
    store->undo = prepare(handle, "ROLLBACK TO request");
    store->person = prepare(handle,
        "INSERT INTO people (id, external_ids, name, given_name, pronouns, email, phone, locale,"
        " time_zone, languages, skills_offered, skills_wanted, interests, personal_values, bio,"
        " manager_id, state, seniority, created_at, updated_at, email_key, created_by)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,"
        " ?19, ?19, ?20, 'credential_01m80qfa89frrsjy2was5q2pv3')");
    store->external = prepare(handle,
        "INSERT INTO person_external_ids (source, value, person_id) VALUES (?1, ?2, ?3)");
    store->term = prepare(handle,
        "INSERT INTO person_terms (kind, term, person_id, level) VALUES (?1, ?2, ?3, ?4)");
    store->event = prepare(handle,
        "INSERT INTO events (id, type, subject, data, occurred_at)"
        " VALUES (?1, 'person.created', ?2, '{}', ?3)");
    store->audit = prepare(handle,
        "INSERT INTO audit_entries (id, actor, actor_role, action, subject, outcome, request_id,"
        " details, occurred_at) VALUES (?1, 'credential_01m80qfa89frrsjy2was5q2pv3',"
        " 'administrator', 'person.created', ?2, 'done', ?3, '{}', ?4)");
}

static void bind(sqlite3_stmt *statement, int index, Text text) {
    sqlite3_bind_text(statement, index, text.bytes, text.count, SQLITE_STATIC);
}

static bool insert_person(Store *store, const Person *person) {
    sqlite3_stmt *row = store->person;
    bind(row, 1, person->id);
    for (int member = 0; member < MEMBERS; member++) bind(row, 2 + member, person->member[member]);
    if (person->seniority < 0) sqlite3_bind_null(row, 18);
    else sqlite3_bind_int64(row, 18, person->seniority);
    sqlite3_bind_int64(row, 19, person->created_at);
    bind(row, 20, person->email_key);
    return store_run(row);
}

static bool insert_terms(Store *store, const Person *person) {
    for (int index = 0; index < person->term_count; index++) {
        Term term = person->terms[index];
        bind(store->term, 1, term.kind);
        bind(store->term, 2, term.key);
        bind(store->term, 3, person->id);
        if (term.level) sqlite3_bind_int(store->term, 4, term.level);
        else sqlite3_bind_null(store->term, 4);
        if (!store_run(store->term)) return false;
    }
    return true;
}

static bool insert_ledger(Store *store, const Person *person, const char *request) {
    char event[ID], audit[ID];
    bind(store->event, 1, make_id(event, "event_", person->created_at));
    bind(store->event, 2, person->id);
    sqlite3_bind_int64(store->event, 3, person->created_at);
    bind(store->audit, 1, make_id(audit, "audit_", person->created_at));
    bind(store->audit, 2, person->id);
    bind(store->audit, 3, (Text){request, strlen(request)});
    sqlite3_bind_int64(store->audit, 4, person->created_at);
    return store_run(store->event) && store_run(store->audit);
}

static bool insert_externals(Store *store, const Person *person) {
    for (int index = 0; index < person->external_count; index++) {
        bind(store->external, 1, person->externals[index].source);
        bind(store->external, 2, person->externals[index].value);
        bind(store->external, 3, person->id);
        if (!store_run(store->external)) return false;
    }
    return true;
}

// The rows that our request makes, or the person's alone. Only an id of another system can be
// taken, so only a request with one is worth a savepoint.
int store_insert(Store *store, const Person *person, const char *request) {
    if (store->is_one_row) return insert_person(store, person) ? 201 : 500;
    bool can_fail = person->external_count > 0;
    if (can_fail && !store_run(store->savepoint)) return 500;
    bool is_taken = false;
    bool is_done = insert_person(store, person)
        && !(is_taken = !insert_externals(store, person))
        && insert_terms(store, person) && insert_ledger(store, person, request);
    if (can_fail && !is_done) store_run(store->undo);
    if (can_fail) store_run(store->release);
    return is_done ? 201 : is_taken ? 409 : 500;
}

// After the answers are out. A checkpoint that meets a reader goes on at the next one.
void store_keep_log_short(Store *store) {
    if (store->log_pages < store->log_pages_before) store->log_pages_before = 0;
    if (store->log_pages - store->log_pages_before < LOG_PAGES) return;
    store->log_pages_before = store->log_pages;
    bool is_long = store->log_pages >= LOG_PAGES_MAX;
    sqlite3_wal_checkpoint_v2(store->handle, NULL,
        is_long ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

void store_close(Store *store) {
    sqlite3_wal_checkpoint_v2(store->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
}
