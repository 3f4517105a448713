// Group commit: the writer takes all that waits, and what arrives meanwhile, into one transaction;
// the commit in progress is the window in which the next batch gathers. Answers go to their loops
// after COMMIT has returned, which at synchronous=FULL is after fdatasync.

#include "limit.h"

static struct {
    pthread_mutex_t mutex;
    pthread_cond_t filled;
    pthread_t thread;
    WriteList waiting;
    int count;
    bool is_asleep, is_ending;
    Store store;
} writer = {.mutex = PTHREAD_MUTEX_INITIALIZER, .filled = PTHREAD_COND_INITIALIZER};

// From a loop, once for a wake-up.
void writer_submit(WriteList *writes) {
    WriteList refused;
    list_clear(&refused);
    Loop *loop = writes->first->loop;
    pthread_mutex_lock(&writer.mutex);
    for (Write *write = writes->first, *next; write; write = next) {
        next = write->next;
        bool is_full = writer.count == QUEUE_MAX;
        write->status = is_full ? 503 : 0;
        list_add(is_full ? &refused : &writer.waiting, write);
        if (!is_full) writer.count++;
    }
    bool must_wake = writer.is_asleep && writer.waiting.first;
    if (must_wake) writer.is_asleep = false;
    pthread_mutex_unlock(&writer.mutex);
    if (must_wake) pthread_cond_signal(&writer.filled);
    list_clear(writes);
    if (refused.first) loop_deliver(loop, &refused);
}

// All that waits; NULL when nothing does and `may_wait` is false, or when the end has come.
static Write *take_waiting(bool may_wait) {
    pthread_mutex_lock(&writer.mutex);
    while (may_wait && !writer.waiting.first && !writer.is_ending) {
        writer.is_asleep = true;
        pthread_cond_wait(&writer.filled, &writer.mutex);
    }
    writer.is_asleep = false;
    Write *first = writer.waiting.first;
    list_clear(&writer.waiting);
    writer.count = 0;
    pthread_mutex_unlock(&writer.mutex);
    return first;
}

// Inserts until nothing waits or the batch is full; what then remains is returned.
static Write *insert_batch(Store *store, Write *next, WriteList *done) {
    for (int count = 0; next && count < BATCH_MAX; count++) {
        Write *write = next;
        next = write->next;
        write->status = store_insert(store, &write->person, write->request);
        list_add(done, write);
        if (!next && count + 1 < BATCH_MAX) next = take_waiting(false);
    }
    return next;
}

static bool has_failed(const WriteList *done) {
    for (const Write *write = done->first; write; write = write->next)
        if (write->status == 500) return true;
    return false;
}

// A lost batch is lost for all of its members.
static void fail(WriteList *done) {
    for (Write *write = done->first; write; write = write->next) write->status = 500;
}

// One transaction for all that waits. An insert that fails without a savepoint of its own (a full
// disk, say) takes the batch along.
static Write *commit_batch(Store *store, Write *first, WriteList *done) {
    if (!store_run(store->begin)) {
        for (Write *write = first, *next; write; write = next) {
            next = write->next;
            list_add(done, write);
        }
        fail(done);
        return NULL;
    }
    Write *rest = insert_batch(store, first, done);
    if (has_failed(done) || !store_run(store->commit)) {
        fail(done);
        if (!sqlite3_get_autocommit(store->handle)) store_run(store->rollback);
    }
    return rest;
}

// Hands each answer to its own loop, one knock a loop.
static void deliver(WriteList *done) {
    while (done->first) {
        Loop *loop = done->first->loop;
        WriteList here, others;
        list_clear(&here);
        list_clear(&others);
        for (Write *write = done->first, *next; write; write = next) {
            next = write->next;
            list_add(write->loop == loop ? &here : &others, write);
        }
        loop_deliver(loop, &here);
        list_clear(done);
        for (Write *write = others.first, *next; write; write = next) {
            next = write->next;
            list_add(done, write);
        }
    }
}

static void *write_for_ever(void *unused) {
    (void)unused;
    Store *store = &writer.store;
    Write *next = NULL;
    while ((next = next ? next : take_waiting(true))) {
        WriteList done;
        list_clear(&done);
        next = commit_batch(store, next, &done);
        atomic_fetch_add_explicit(&commit_number, 1, memory_order_release);
        deliver(&done);
        store_keep_log_short(store);
    }
    store_close(store);
    return NULL;
}

void writer_start(const char *path, bool is_one_row) {
    list_clear(&writer.waiting);
    store_open(&writer.store, path, is_one_row);
    if (pthread_create(&writer.thread, NULL, write_for_ever, NULL))
        stop_because("a thread for the writer", "cannot be had");
}

void writer_stop(void) {
    pthread_mutex_lock(&writer.mutex);
    writer.is_ending = true;
    pthread_mutex_unlock(&writer.mutex);
    pthread_cond_signal(&writer.filled);
    pthread_join(writer.thread, NULL);
}
