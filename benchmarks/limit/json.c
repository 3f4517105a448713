// JSON text: written with a scan of eight bytes at a time for what must be escaped, read strictly
// (RFC 8259) with UTF-8 checked, strings decoded in place since none grows by it.

#include "limit.h"

static const uint64_t ONES = 0x0101010101010101, HIGHS = 0x8080808080808080;

// The high bit of each byte that is a control, a quote or a backslash; exact up to the first.
static inline uint64_t special(uint64_t word) {
    uint64_t quote = word ^ ONES * '"', slash = word ^ ONES * '\\';
    return (((word - ONES * 0x20) & ~word) | ((quote - ONES) & ~quote) | ((slash - ONES) & ~slash))
        & HIGHS;
}

static inline uint64_t word_at(const char *bytes) {
    uint64_t word;
    memcpy(&word, bytes, 8);
    return word;
}

static size_t plain_prefix(const char *bytes, size_t count) {
    size_t index = 0;
    for (; index + 8 <= count; index += 8) {
        uint64_t found = special(word_at(bytes + index));
        if (found) return index + __builtin_ctzll(found) / 8;
    }
    for (; index < count; index++) {
        unsigned char byte = bytes[index];
        if (byte < 0x20 || byte == '"' || byte == '\\') break;
    }
    return index;
}

static char *escape(char *to, unsigned char byte) {
    static const char short_forms[] = "\"\"\\\\\bb\ff\nn\rr\tt";
    *to++ = '\\';
    for (int index = 0; index < 14; index += 2)
        if ((unsigned char)short_forms[index] == byte) {
            *to++ = short_forms[index + 1];
            return to;
        }
    memcpy(to, "u00", 3);
    to[3] = "0123456789abcdef"[byte >> 4];
    to[4] = "0123456789abcdef"[byte & 15];
    return to + 5;
}

void put_string(Buffer *buffer, Text text) {
    if (!text.bytes) return PUT(buffer, "null");
    char *to = room(buffer, text.count * 6 + 2);
    *to++ = '"';
    for (size_t index = 0;;) {
        size_t plain = plain_prefix(text.bytes + index, text.count - index);
        memcpy(to, text.bytes + index, plain);
        to += plain;
        index += plain;
        if (index == text.count) break;
        to = escape(to, text.bytes[index++]);
    }
    *to++ = '"';
    buffer->count = to - buffer->bytes;
}

void put_number(Buffer *buffer, uint64_t number) {
    char digits[20], *at = digits + 20;
    do *--at = '0' + number % 10; while (number /= 10);
    put(buffer, at, digits + 20 - at);
}

static inline char *two_digits(char *to, unsigned number) {
    *to++ = '0' + number / 10;
    *to++ = '0' + number % 10;
    return to;
}

// The civil date of a day since 1970 (Howard Hinnant, "chrono-Compatible Low-Level Date
// Algorithms", civil_from_days), for days from 1970 on.
static void write_date(char *to, uint32_t day) {
    uint32_t z = day + 719468, era = z / 146097, of_era = z - era * 146097;
    uint32_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    uint32_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    uint32_t shifted = (5 * of_year + 2) / 153;
    uint32_t month = shifted < 10 ? shifted + 3 : shifted - 9;
    uint32_t year = year_of_era + era * 400 + (month <= 2);
    to = two_digits(two_digits(to, year / 100), year % 100);
    *to++ = '-';
    to = two_digits(to, month);
    *to++ = '-';
    two_digits(to, of_year - (153 * shifted + 2) / 5 + 1);
}

// RFC 3339 in quotes. Times of a page are mostly of one day: its date is kept.
void put_time(Buffer *buffer, int64_t milliseconds) {
    static _Thread_local uint32_t known_day = UINT32_MAX;
    static _Thread_local char known[10];
    uint32_t day = milliseconds / 86400000, rest = milliseconds % 86400000;
    if (day != known_day) {
        write_date(known, day);
        known_day = day;
    }
    char *to = room(buffer, 26);
    *to++ = '"';
    memcpy(to, known, 10);
    to[10] = 'T';
    to = two_digits(to + 11, rest / 3600000);
    *to++ = ':';
    to = two_digits(to, rest / 60000 % 60);
    *to++ = ':';
    to = two_digits(to, rest / 1000 % 60);
    *to++ = '.';
    *to++ = '0' + rest % 1000 / 100;
    to = two_digits(to, rest % 100);
    memcpy(to, "Z\"", 2);
    buffer->count += 26;
}

// MARK: Reading

void skip_blanks(Cursor *cursor) {
    while (cursor->at < cursor->end && (*cursor->at == ' ' || *cursor->at == '\n'
        || *cursor->at == '\t' || *cursor->at == '\r')) cursor->at++;
}

bool take(Cursor *cursor, char character) {
    skip_blanks(cursor);
    if (cursor->at == cursor->end || *cursor->at != character) return false;
    cursor->at++;
    return true;
}

bool take_null(Cursor *cursor) {
    skip_blanks(cursor);
    if (cursor->end - cursor->at < 4 || memcmp(cursor->at, "null", 4) != 0) return false;
    cursor->at += 4;
    return true;
}

// The length of the UTF-8 sequence at `bytes` (RFC 3629 §4: no overlong forms, no surrogates); 0
// when there is none.
static size_t sequence(const unsigned char *bytes, size_t count) {
    unsigned char first = bytes[0], low = 0x80, high = 0xBF;
    size_t length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3
        : first < 0xF5 ? 4 : 0;
    if (length == 0 || length > count) return 0;
    if (first == 0xE0) low = 0xA0;
    if (first == 0xED) high = 0x9F;
    if (first == 0xF0) low = 0x90;
    if (first == 0xF4) high = 0x8F;
    for (size_t index = 1; index < length; index++, low = 0x80, high = 0xBF)
        if (bytes[index] < low || bytes[index] > high) return 0;
    return length;
}

static bool read_hex(Cursor *cursor, uint32_t *unit) {
    if (cursor->end - cursor->at < 4) return false;
    *unit = 0;
    for (int index = 0; index < 4; index++) {
        char digit = *cursor->at++;
        uint32_t value = digit >= '0' && digit <= '9' ? digit - '0'
            : (digit | 32) >= 'a' && (digit | 32) <= 'f' ? (digit | 32) - 'a' + 10 : 16;
        if (value == 16) return false;
        *unit = *unit << 4 | value;
    }
    return true;
}

// After "\u": a scalar, of two units when the first is a high surrogate. NULL when it is none.
static char *decode_unit(Cursor *cursor, char *to) {
    uint32_t scalar, low;
    if (!read_hex(cursor, &scalar) || (scalar >= 0xDC00 && scalar < 0xE000)) return NULL;
    if (scalar >= 0xD800 && scalar < 0xDC00) {
        if (cursor->end - cursor->at < 2 || memcmp(cursor->at, "\\u", 2) != 0) return NULL;
        cursor->at += 2;
        if (!read_hex(cursor, &low) || low < 0xDC00 || low > 0xDFFF) return NULL;
        scalar = 0x10000 + ((scalar - 0xD800) << 10) + (low - 0xDC00);
    }
    if (scalar < 0x80) {
        *to++ = scalar;
        return to;
    }
    int more = scalar < 0x800 ? 1 : scalar < 0x10000 ? 2 : 3;
    *to++ = (0xF00 >> (more + 1) & 0xFF) | scalar >> 6 * more;
    while (more--) *to++ = 0x80 | (scalar >> 6 * more & 0x3F);
    return to;
}

static char *decode_escape(Cursor *cursor, char *to) {
    if (cursor->at == cursor->end) return NULL;
    char kind = *cursor->at++;
    if (kind == 'u') return decode_unit(cursor, to);
    static const char forms[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
    for (int index = 0; index < 16; index += 2)
        if (forms[index] == kind) {
            *to++ = forms[index + 1];
            return to;
        }
    return NULL;
}

bool read_string(Cursor *cursor, Text *text) {
    if (!take(cursor, '"')) return false;
    char *begin = cursor->at, *to = begin;
    while (cursor->at < cursor->end) {
        if (cursor->end - cursor->at >= 8) {  // eight plain ASCII bytes at once
            uint64_t word = word_at(cursor->at);
            if (!(special(word) | (word & HIGHS))) {
                memcpy(to, &word, 8);
                to += 8;
                cursor->at += 8;
                continue;
            }
        }
        unsigned char byte = *cursor->at;
        if (byte == '"') {
            cursor->at++;
            *text = (Text){begin, to - begin};
            return true;
        }
        if (byte < 0x20) return false;
        if (byte == '\\') {
            cursor->at++;
            if (!(to = decode_escape(cursor, to))) return false;
            continue;
        }
        size_t length = sequence((unsigned char *)cursor->at, cursor->end - cursor->at);
        if (!length) return false;
        memmove(to, cursor->at, length);
        to += length;
        cursor->at += length;
    }
    return false;
}

// A whole number of at most nine digits: none of ours is longer.
bool read_integer(Cursor *cursor, int64_t *number) {
    skip_blanks(cursor);
    bool is_negative = take(cursor, '-');
    char *begin = cursor->at;
    *number = 0;
    while (cursor->at < cursor->end && *cursor->at >= '0' && *cursor->at <= '9')
        *number = *number * 10 + (*cursor->at++ - '0');
    size_t digits = cursor->at - begin;
    if (digits == 0 || digits > 9 || (digits > 1 && *begin == '0')) return false;
    if (is_negative) *number = -*number;
    return cursor->at == cursor->end || !strchr(".eE", *cursor->at);
}
