// limit DATABASE [--loops N] [--port N] [--one-row]: serves until SIGTERM or SIGINT. With --one-row
// a POST inserts the person's row alone, without terms, event and audit entry.

#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>

#include "limit.h"

void stop_because(const char *what, const char *why) {
    fprintf(stderr, "limit: %s: %s\n", what, why);
    exit(70);
}

void buffer_grow(Buffer *buffer, size_t more) {
    size_t capacity = buffer->capacity ? buffer->capacity : 256;
    while (capacity - buffer->count < more) capacity *= 2;
    buffer->bytes = realloc(buffer->bytes, capacity);
    if (!buffer->bytes) stop_because("a buffer", "finds no memory");
    buffer->capacity = capacity;
}

static void raise_descriptor_limit(void) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

int main(int count, char **arguments) {
    const char *path = NULL;
    int loops = 2, port = 0;
    bool is_one_row = false;
    for (int index = 1; index < count; index++) {
        if (!strcmp(arguments[index], "--one-row")) is_one_row = true;
        else if (!strcmp(arguments[index], "--loops") && index + 1 < count)
            loops = atoi(arguments[++index]);
        else if (!strcmp(arguments[index], "--port") && index + 1 < count)
            port = atoi(arguments[++index]);
        else path = arguments[index];
    }
    if (!path || loops < 1 || loops > LOOPS_MAX)
        stop_because("usage", "limit DATABASE [--loops N] [--port N] [--one-row]");
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    raise_descriptor_limit();
    writer_start(path, is_one_row);
    for (int index = 0; index < loops; index++) loop_start(path, port, &port);
    printf("limit serves http://127.0.0.1:%d\n", port);
    fflush(stdout);
    int number;
    sigwait(&ends, &number);
    writer_stop();
    return 0;
}
