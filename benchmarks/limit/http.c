// Heads of requests (RFC 9112), read in place. Not here: percent-encoding (none of our paths has
// any), chunked bodies (501), Expect (a client goes on without the interim answer, RFC 9110
// §10.1.1), and the grammar of field names and values beyond what framing needs.

#include <strings.h>

#include "http.h"

static bool is_named(Text name, const char *wanted) {
    return strncasecmp(name.bytes, wanted, name.count) == 0;
}

static Text trimmed(const char *from, const char *to) {
    while (from < to && (*from == ' ' || *from == '\t')) from++;
    while (to > from && (to[-1] == ' ' || to[-1] == '\t')) to--;
    return (Text){from, to - from};
}

// RFC 9112 §6.2: digits only, and no more than we take.
static int read_length(Text value, size_t *length) {
    *length = 0;
    if (value.count == 0) return 400;
    for (size_t index = 0; index < value.count; index++) {
        unsigned digit = (unsigned char)value.bytes[index] - '0';
        if (digit > 9) return 400;
        *length = *length * 10 + digit;
        if (*length > BODY_MAX) return 413;
    }
    return 0;
}

// The status when the line is refused. `seen` counts Host and Content-Length.
static int read_field(const char *line, const char *end, Request *request, int seen[2]) {
    const char *colon = memchr(line, ':', end - line);
    if (!colon || colon == line || line[0] == ' ' || colon[-1] == ' ') return 400;
    Text name = {line, colon - line};
    switch (name.count) {
    case 4: seen[0] += is_named(name, "host"); return 0;
    case 10:
        if (is_named(name, "connection")) {
            Text value = trimmed(colon + 1, end);
            if (value.count == 5 && is_named(value, "close")) request->is_last = true;
        }
        return 0;
    case 14:
        if (!is_named(name, "content-length")) return 0;
        return seen[1]++ ? 400 : read_length(trimmed(colon + 1, end), &request->body);
    case 17: return is_named(name, "transfer-encoding") ? 501 : 0;
    default: return 0;
    }
}

// METHOD SP target SP version (RFC 9112 §3); the target in origin form.
static int read_line(const char *line, const char *end, Request *request) {
    const char *first = memchr(line, ' ', end - line);
    if (!first || first == line) return 400;
    const char *target = first + 1, *second = memchr(target, ' ', end - target);
    if (!second || *target != '/') return 400;
    Text version = {second + 1, end - second - 1};
    if (equals(version, TEXT("HTTP/1.0"))) request->is_last = request->is_old = true;
    else if (!equals(version, TEXT("HTTP/1.1"))) return 400;
    const char *mark = memchr(target, '?', second - target);
    request->method = (Text){line, first - line};
    request->path = (Text){target, (mark ? mark : second) - target};
    request->query = mark ? (Text){mark + 1, second - mark - 1} : (Text){0};
    return 0;
}

static int read_any_line(
    const char *line, const char *end, bool is_first, Request *request, int seen[2]
) {
    return is_first ? read_line(line, end, request) : read_field(line, end, request, seen);
}

// Line by line up to the empty one; in one pass, since most heads arrive whole.
bool parse_head(const char *bytes, size_t count, Request *request) {
    const char *line = bytes, *end = bytes + (count < HEAD_MAX ? count : HEAD_MAX);
    int seen[2] = {0};
    *request = (Request){0};
    for (;;) {
        const char *feed = memchr(line, '\n', end - line);
        if (!feed) {
            if (count >= HEAD_MAX) request->status = 431;
            return count >= HEAD_MAX;
        }
        if (feed == line || feed[-1] != '\r') {
            request->status = 400;
            return true;
        }
        if (feed - line == 1) {
            request->head = feed + 1 - bytes;
            break;
        }
        request->status = read_any_line(line, feed - 1, line == bytes, request, seen);
        if (request->status) return true;
        line = feed + 1;
    }
    // RFC 9110 §7.2: one Host in HTTP/1.1.
    if (line == bytes || (seen[0] != 1 && !request->is_old)) request->status = 400;
    return true;
}

#define LINE(status, type) TEXT("HTTP/1.1 " status "\r\nContent-Type: " type "\r\n")
#define JSON_TYPE "application/json"
#define PROBLEM "application/problem+json"

Text status_line(int status) {
    switch (status) {
    case 200: return LINE("200 OK", JSON_TYPE);
    case 201: return LINE("201 Created", JSON_TYPE);
    case 404: return LINE("404 Not Found", PROBLEM);
    case 405: return LINE("405 Method Not Allowed", PROBLEM);
    case 409: return LINE("409 Conflict", PROBLEM);
    case 413: return LINE("413 Content Too Large", PROBLEM);
    case 422: return LINE("422 Unprocessable Content", PROBLEM);
    case 431: return LINE("431 Request Header Fields Too Large", PROBLEM);
    case 500: return LINE("500 Internal Server Error", PROBLEM);
    case 501: return LINE("501 Not Implemented", PROBLEM);
    case 503: return LINE("503 Service Unavailable", PROBLEM);
    default: return LINE("400 Bad Request", PROBLEM);
    }
}
