// A request's head, as far as the four requests need it.
#pragma once

#include "limit.h"

typedef struct {
    Text method, path, query;
    size_t head, body;  // bytes, the head with its empty line
    bool is_last;       // the connection ends with this answer
    bool is_old;        // HTTP/1.0, which needs no Host
    int status;         // not 0: refused, and the connection ends
} Request;

// False while the head is not complete. `request` is set when it is, or when it is refused.
bool parse_head(const char *bytes, size_t count, Request *request);

// The status line of an answer and "Content-Type: …" after it.
Text status_line(int status);
