// The C limit: the least that serves our four requests over our database, to measure ours beside.
// Event loops over epoll, one writer with group commit, rows written straight into the output.
// It knows no authentication, log, metrics, deadlines or rate limits; of HTTP and of a person's
// document it checks what it must to be correct for honest clients, and no more.
#pragma once

#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// Limits, each with the same meaning and size as ours where ours has one.
enum {
    LOOPS_MAX = 64,
    HEAD_MAX = 32 * 1024,      // request line and headers; beyond it 431
    BODY_MAX = 256 * 1024,     // beyond it 413
    INPUT = 64 * 1024,         // what one recv takes
    OUTPUT_MAX = 256 * 1024,   // answers of a pipeline that are gathered before they are sent
    EVENTS = 256,              // of one epoll_wait
    QUEUE_MAX = 1024,          // writes that wait; beyond it 503
    BATCH_MAX = 128,           // writes in one commit
    LOG_PAGES = 1000,          // growth of the write-ahead log between two checkpoints
    LOG_PAGES_MAX = 32768,     // from here on a checkpoint starts the log anew
    PAGE_DEFAULT = 50, PAGE_MAX = 200,
    TERMS_MAX = 320, EXTERNAL_MAX = 10,
    ID = 40                    // the longest id with its end: credential_ and 26 characters
};

// A range of bytes that belong to somebody else; no bytes are NULL and JSON null.
typedef struct { const char *bytes; size_t count; } Text;

#define TEXT(literal) ((Text){literal, sizeof literal - 1})

static inline bool equals(Text one, Text other) {
    return one.count == other.count && memcmp(one.bytes, other.bytes, one.count) == 0;
}

// Bytes that grow at their end.
typedef struct { char *bytes; size_t count, capacity; } Buffer;

void buffer_grow(Buffer *buffer, size_t more);
_Noreturn void stop_because(const char *what, const char *why);

static inline char *room(Buffer *buffer, size_t more) {
    if (buffer->capacity - buffer->count < more) buffer_grow(buffer, more);
    return buffer->bytes + buffer->count;
}

static inline void put(Buffer *buffer, const void *bytes, size_t count) {
    memcpy(room(buffer, count), bytes, count);
    buffer->count += count;
}

static inline void put_text(Buffer *buffer, Text text) { put(buffer, text.bytes, text.count); }

#define PUT(buffer, literal) put(buffer, literal, sizeof literal - 1)

// json.c: values into a buffer, and a strict reader that decodes in place.
typedef struct { char *at, *end; } Cursor;

void put_number(Buffer *buffer, uint64_t number);
void put_string(Buffer *buffer, Text text);
void put_time(Buffer *buffer, int64_t milliseconds);
void skip_blanks(Cursor *cursor);
bool take(Cursor *cursor, char character);
bool take_null(Cursor *cursor);
bool read_string(Cursor *cursor, Text *text);
bool read_integer(Cursor *cursor, int64_t *number);

// person.c: a person's document, read from a body and written from texts.
enum Member {
    EXTERNAL_IDS, NAME, GIVEN_NAME, PRONOUNS, EMAIL, PHONE, LOCALE, TIME_ZONE, LANGUAGES,
    SKILLS_OFFERED, SKILLS_WANTED, INTERESTS, VALUES, BIO, MANAGER, STATE, MEMBERS
};

typedef struct { Text kind, key; int level; } Term;  // a row of person_terms; level 0 is NULL
typedef struct { Text source, value; } External;

typedef struct {
    Text id, member[MEMBERS], email_key;
    int64_t seniority, created_at, updated_at;  // seniority -1 is NULL
    Term terms[TERMS_MAX];
    External externals[EXTERNAL_MAX];
    int term_count, external_count;
} Person;

// A status with what a problem says; 0 is good. `arena` takes what is not in the body as it is.
int read_person(Cursor *body, Person *person, Buffer *arena);
size_t arena_for(size_t body);
void put_person(Buffer *buffer, const Person *person);
int64_t now_ms(void);
Text make_id(char *into, const char *prefix, int64_t now);

// store.c: the statements, prepared once.
typedef struct {
    sqlite3 *handle;
    sqlite3_stmt *begin, *commit, *point, *first_page, *next_page;
    uint64_t seen;
    bool is_open;
} Reader;

typedef struct {
    sqlite3 *handle;
    sqlite3_stmt *begin, *commit, *rollback, *savepoint, *release, *undo;
    sqlite3_stmt *person, *external, *term, *event, *audit;
    int log_pages, log_pages_before;
    bool is_one_row;
} Store;

extern _Atomic uint64_t commit_number;  // moves with each commit, so that readers look anew

void reader_open(Reader *reader, const char *path);
void reader_end(Reader *reader);
int64_t put_one(Reader *reader, Text id, Buffer *into);  // the version, 0 when there is none
Text put_page(Reader *reader, Text after, int limit, Buffer *into);  // the cursor, NULL at the end
void store_open(Store *store, const char *path, bool is_one_row);
bool store_run(sqlite3_stmt *statement);
int store_insert(Store *store, const Person *person, const char *request);
void store_keep_log_short(Store *store);
void store_close(Store *store);

// writer.c: the one thread that writes; an answer comes back after the commit.
typedef struct Loop Loop;
typedef struct Connection Connection;

typedef struct Write {
    struct Write *next;
    Loop *loop;
    Connection *connection;
    int status;
    Person person;
    char id[ID], request[ID];
    Buffer arena;
} Write;

typedef struct { Write *first, **last; } WriteList;

static inline void list_clear(WriteList *list) { list->first = NULL; list->last = &list->first; }

static inline void list_add(WriteList *list, Write *write) {
    write->next = NULL;
    *list->last = write;
    list->last = &write->next;
}

void writer_start(const char *path, bool is_one_row);
void writer_submit(WriteList *writes);  // those that find no place get 503 at once
void writer_stop(void);

// loop.c: sockets, HTTP, answers.
void loop_start(const char *path, int port, int *bound_port);
void loop_deliver(Loop *loop, WriteList *writes);
