// One event loop: epoll, level-triggered, with its own listener (SO_REUSEPORT), read connection and
// buffers. An idle connection holds no buffer. Answers leave in the order of their requests: while
// a write is under way its connection is not read further.

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "http.h"

struct Connection {
    int descriptor;
    uint32_t interest;     // what epoll watches for
    bool is_waiting;       // for the writer
    bool is_last;          // ends when its output is out
    bool is_gone;          // closed; freed when the writer has answered
    Buffer input, output;  // what is not yet complete, and what the socket did not take
};

struct Loop {
    int epoll, listener, bell;
    Reader reader;
    char input[INPUT];
    Buffer output, body;   // answers of the connection being served; the body being written
    WriteList writes;      // of this wake-up
    pthread_mutex_t mutex;
    WriteList answered;    // from the writer
    time_t date_second;
    char date[38];         // "Date: …" and its line end
};

// MARK: Answers

// RFC 9110 §6.6.1, made once a second.
static Text date_line(Loop *loop) {
    time_t now = time(NULL);
    if (now != loop->date_second) {
        struct tm parts;
        gmtime_r(&now, &parts);
        strftime(loop->date, sizeof loop->date, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &parts);
        loop->date_second = now;
    }
    return (Text){loop->date, 37};
}

#define COMMON "X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n" \
    "Vary: Accept-Encoding\r\nContent-Length: "

// The head is ended: with its own fields before, the body after.
static void answer(Loop *loop, int status, Text fields, Text body) {
    Buffer *output = &loop->output;
    put_text(output, status_line(status));
    put_text(output, date_line(loop));
    if (fields.count) put_text(output, fields);
    PUT(output, COMMON);
    put_number(output, body.count);
    PUT(output, "\r\n\r\n");
    put_text(output, body);
}

static void problem(Loop *loop, int status) {
    char body[40];
    int count = snprintf(body, sizeof body, "{\"status\":%d}", status);
    answer(loop, status, (Text){0}, (Text){body, count});
}

static Text body_of(Loop *loop) { return (Text){loop->body.bytes, loop->body.count}; }

static void show_one(Loop *loop, Text id) {
    loop->body.count = 0;
    int64_t version = id.count < ID ? put_one(&loop->reader, id, &loop->body) : 0;
    if (!version) return problem(loop, 404);
    char tag[48];
    int count = snprintf(tag, sizeof tag, "ETag: \"%lld-full\"\r\n", (long long)version);
    answer(loop, 200, (Text){tag, count}, body_of(loop));
}

// Our cursors: "c1" and the last id in base 16.
static bool read_cursor(Text text, char *into, Text *position) {
    size_t digits = text.count - 2;
    if (text.count < 4 || memcmp(text.bytes, "c1", 2) || digits % 2 || digits > 2 * ID)
        return false;
    for (size_t index = 0; index < digits; index++) {
        const char *hex = "0123456789abcdef", *digit = strchr(hex, text.bytes[2 + index]);
        if (!digit || !*digit) return false;
        into[index / 2] = into[index / 2] << 4 | (digit - hex);
    }
    *position = (Text){into, digits / 2};
    return true;
}

static bool read_limit(Text text, int *limit) {
    *limit = 0;
    for (size_t index = 0; index < text.count && *limit <= PAGE_MAX; index++) {
        unsigned digit = (unsigned char)text.bytes[index] - '0';
        if (digit > 9) return false;
        *limit = *limit * 10 + digit;
    }
    return *limit >= 1 && *limit <= PAGE_MAX;
}

// The query's two parameters; false when it says anything else.
static bool read_page(Text query, int *limit, char *into, Text *after) {
    while (query.count) {
        const char *end = memchr(query.bytes, '&', query.count);
        size_t count = end ? (size_t)(end - query.bytes) : query.count;
        Text part = {query.bytes, count};
        if (count > 6 && memcmp(part.bytes, "limit=", 6) == 0) {
            if (!read_limit((Text){part.bytes + 6, count - 6}, limit)) return false;
        } else if (count > 7 && memcmp(part.bytes, "cursor=", 7) == 0) {
            if (!read_cursor((Text){part.bytes + 7, count - 7}, into, after)) return false;
        } else {
            return false;
        }
        count += end != NULL;
        query = (Text){query.bytes + count, query.count - count};
    }
    return true;
}

static void show_page(Loop *loop, Text query) {
    int limit = PAGE_DEFAULT;
    char into[ID] = {0};
    Text after = {0};
    if (!read_page(query, &limit, into, &after)) return problem(loop, 422);
    loop->body.count = 0;
    Text cursor = put_page(&loop->reader, after, limit, &loop->body);
    char link[200];
    int count = cursor.count ? snprintf(link, sizeof link,
        "Link: </v1/people?limit=%d&cursor=%.*s>; rel=\"next\"\r\n", limit, (int)cursor.count,
        cursor.bytes) : 0;
    answer(loop, 200, (Text){link, count}, body_of(loop));
}

// MARK: Writes

// Reads the document here and leaves the rows to the writer; a bad one is answered at once.
static void begin_write(Loop *loop, Connection *connection, Text body) {
    size_t capacity = body.count + arena_for(body.count);
    Write *write = malloc(sizeof *write + capacity);
    if (!write) return problem(loop, 503);
    write->loop = loop;
    write->connection = connection;
    write->arena = (Buffer){(char *)(write + 1), 0, capacity};
    Cursor cursor = {write->arena.bytes, write->arena.bytes + body.count};
    put_text(&write->arena, body);
    int status = read_person(&cursor, &write->person, &write->arena);
    if (status) {
        free(write);
        return problem(loop, status);
    }
    int64_t now = now_ms();
    write->person.created_at = write->person.updated_at = now;
    write->person.id = make_id(write->id, "person_", now);
    make_id(write->request, "req_", now);
    write->request[15] = 0;  // as long as ours: req_ and 11 characters
    connection->is_waiting = true;
    list_add(&loop->writes, write);
}

static void end_write(Loop *loop, Write *write) {
    if (write->status != 201) return problem(loop, write->status);
    loop->body.count = 0;
    put_person(&loop->body, &write->person);
    char fields[100];
    int count = snprintf(fields, sizeof fields,
        "Location: /v1/people/%s\r\nETag: \"1-full\"\r\n", write->id);
    answer(loop, 201, (Text){fields, count}, body_of(loop));
}

// MARK: Requests

static void respond(Loop *loop, Connection *connection, const Request *request, Text body) {
    static const Text people = TEXT("/v1/people"), one = TEXT("/v1/people/");
    Text path = request->path;
    bool is_get = equals(request->method, TEXT("GET"));
    if (equals(path, TEXT("/healthz"))) {
        if (!is_get) return problem(loop, 405);
        return answer(loop, 200, (Text){0}, TEXT("{\"status\":\"ok\"}"));
    }
    if (equals(path, people)) {
        if (is_get) return show_page(loop, request->query);
        if (!equals(request->method, TEXT("POST"))) return problem(loop, 405);
        return begin_write(loop, connection, body);
    }
    if (path.count > one.count && memcmp(path.bytes, one.bytes, one.count) == 0) {
        if (!is_get) return problem(loop, 405);
        return show_one(loop, (Text){path.bytes + one.count, path.count - one.count});
    }
    problem(loop, 404);
}

static void watch(Loop *loop, Connection *connection, uint32_t interest) {
    if (connection->interest == interest) return;
    connection->interest = interest;
    struct epoll_event event = {.events = interest, .data.ptr = connection};
    epoll_ctl(loop->epoll, EPOLL_CTL_MOD, connection->descriptor, &event);
}

static void end_connection(Connection *connection) {
    if (!connection->is_gone) close(connection->descriptor);
    connection->is_gone = true;
    if (connection->is_waiting) return;
    free(connection->input.bytes);
    free(connection->output.bytes);
    free(connection);
}

// Sends what was gathered, and keeps what the socket does not take. False when the client is gone.
static bool flush(Loop *loop, Connection *connection) {
    Buffer *output = &loop->output;
    size_t sent = 0, total = output->count;
    output->count = 0;
    while (sent < total) {
        ssize_t count = send(connection->descriptor, output->bytes + sent, total - sent,
            MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno != EAGAIN) return false;
        if (count < 0) break;
        sent += count;
    }
    if (sent < total) put(&connection->output, output->bytes + sent, total - sent);
    return true;
}

// Answers the complete requests in `bytes`, in order, until the connection waits for the writer or
// for its reader; returns what it used. `is_open` says whether the client is still there.
static size_t serve(
    Loop *loop, Connection *connection, const char *bytes, size_t count, bool *is_open
) {
    size_t used = 0;
    Request request;
    *is_open = true;
    while (*is_open && !connection->is_waiting && !connection->is_last
        && !connection->output.count && used < count
        && parse_head(bytes + used, count - used, &request)) {
        if (request.status) {
            connection->is_last = true;
            problem(loop, request.status);
            used = count;
            break;
        }
        if (count - used - request.head < request.body) break;
        connection->is_last = request.is_last;
        respond(loop, connection, &request, (Text){bytes + used + request.head, request.body});
        used += request.head + request.body;
        if (loop->output.count > OUTPUT_MAX) *is_open = flush(loop, connection);
    }
    if (*is_open) *is_open = flush(loop, connection);
    return used;
}

// After serving: what remains is kept, and epoll watches for what can go on.
static void rest(Loop *loop, Connection *connection, bool is_open) {
    bool has_output = connection->output.count > 0;
    bool is_over = connection->is_last && !has_output && !connection->is_waiting;
    if (!is_open || is_over) return end_connection(connection);
    if (has_output) watch(loop, connection, EPOLLOUT);
    else if (!connection->is_waiting) watch(loop, connection, EPOLLIN);
}

static void serve_input(Loop *loop, Connection *connection) {
    Buffer *input = &connection->input;
    bool is_open = true;
    size_t used = serve(loop, connection, input->bytes, input->count, &is_open);
    input->count -= used;
    if (input->count) {
        memmove(input->bytes, input->bytes + used, input->count);
    } else {
        free(input->bytes);
        *input = (Buffer){0};
    }
    rest(loop, connection, is_open);
}

// Into the loop's own buffer, unless a request has begun before: an idle connection needs none.
static void receive(Loop *loop, Connection *connection) {
    Buffer *input = &connection->input;
    char *into = input->count ? room(input, INPUT) : loop->input;
    ssize_t count = recv(connection->descriptor, into, INPUT, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) return end_connection(connection);
    if (input->count) {
        input->count += count;
        return serve_input(loop, connection);
    }
    bool is_open;
    size_t used = serve(loop, connection, into, count, &is_open);
    if (used < (size_t)count) put(input, into + used, count - used);
    rest(loop, connection, is_open);
}

static void send_rest(Loop *loop, Connection *connection) {
    Buffer *output = &connection->output;
    ssize_t sent = send(connection->descriptor, output->bytes, output->count, MSG_NOSIGNAL);
    if (sent < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (sent < 0) return end_connection(connection);
    output->count -= sent;
    memmove(output->bytes, output->bytes + sent, output->count);
    if (output->count) return;
    free(output->bytes);
    *output = (Buffer){0};
    serve_input(loop, connection);
}

static void handle(Loop *loop, Connection *connection, uint32_t events) {
    if (connection->output.count && events & EPOLLOUT) return send_rest(loop, connection);
    if (events & (EPOLLERR | EPOLLHUP)) return end_connection(connection);
    if (connection->is_waiting) return watch(loop, connection, 0);  // it may wait, and so do we
    receive(loop, connection);
}

// MARK: From the writer

void loop_deliver(Loop *loop, WriteList *writes) {
    pthread_mutex_lock(&loop->mutex);
    bool was_empty = !loop->answered.first;
    *loop->answered.last = writes->first;
    loop->answered.last = writes->last;
    pthread_mutex_unlock(&loop->mutex);
    uint64_t one = 1;
    if (was_empty && write(loop->bell, &one, sizeof one) < 0) stop_because("eventfd", "is gone");
}

static void hear(Loop *loop) {
    uint64_t count;
    if (read(loop->bell, &count, sizeof count) < 0) return;
    pthread_mutex_lock(&loop->mutex);
    Write *write = loop->answered.first, *next;
    list_clear(&loop->answered);
    pthread_mutex_unlock(&loop->mutex);
    for (; write; write = next) {
        next = write->next;
        Connection *connection = write->connection;
        connection->is_waiting = false;
        if (connection->is_gone) {
            end_connection(connection);
        } else {
            end_write(loop, write);
            serve_input(loop, connection);
        }
        free(write);
    }
}

// MARK: The loop

static void accept_all(Loop *loop) {
    for (;;) {
        int descriptor = accept4(loop->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor < 0) return;
        Connection *connection = calloc(1, sizeof *connection);
        if (!connection) stop_because("a connection", "finds no memory");
        connection->descriptor = descriptor;
        connection->interest = EPOLLIN;
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
        epoll_ctl(loop->epoll, EPOLL_CTL_ADD, descriptor, &event);
    }
}

// The bell comes last: what it closes may not have an event left in this wake-up.
static void *run(void *argument) {
    Loop *loop = argument;
    struct epoll_event events[EVENTS];
    for (;;) {
        int count = epoll_wait(loop->epoll, events, EVENTS, -1);
        bool is_rung = false;
        for (int index = 0; index < count; index++) {
            void *whose = events[index].data.ptr;
            if (whose == &loop->listener) accept_all(loop);
            else if (whose == &loop->bell) is_rung = true;
            else handle(loop, whose, events[index].events);
        }
        if (is_rung) hear(loop);
        reader_end(&loop->reader);
        if (loop->writes.first) writer_submit(&loop->writes);
    }
    return NULL;
}

static int listen_on(int port, int *bound_port) {
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (bind(descriptor, (struct sockaddr *)&address, size) || listen(descriptor, 4096)
        || getsockname(descriptor, (struct sockaddr *)&address, &size))
        stop_because("the port", strerror(errno));
    *bound_port = ntohs(address.sin_port);
    return descriptor;
}

void loop_start(const char *path, int port, int *bound_port) {
    Loop *loop = calloc(1, sizeof *loop);
    if (!loop) stop_because("a loop", "finds no memory");
    reader_open(&loop->reader, path);
    list_clear(&loop->writes);
    list_clear(&loop->answered);
    pthread_mutex_init(&loop->mutex, NULL);
    loop->listener = listen_on(port, bound_port);
    loop->bell = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    loop->epoll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event knock = {.events = EPOLLIN, .data.ptr = &loop->listener};
    struct epoll_event ring = {.events = EPOLLIN, .data.ptr = &loop->bell};
    epoll_ctl(loop->epoll, EPOLL_CTL_ADD, loop->listener, &knock);
    epoll_ctl(loop->epoll, EPOLL_CTL_ADD, loop->bell, &ring);
    pthread_t thread;
    if (pthread_create(&thread, NULL, run, loop)) stop_because("a loop's thread", "cannot be had");
}
