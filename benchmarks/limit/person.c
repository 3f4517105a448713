// A person's document. Reading fills a Person with ranges of the body and, for lists, with the JSON
// text that goes into the column; what differs from ours: case is folded in ASCII only, and a time
// zone is checked for its shape, not looked up.

#include <sys/random.h>
#include <time.h>

#include "limit.h"

// A member with what stands around its name in an object, so that it is written at once.
#define KEY(name) TEXT(",\"" name "\":")

static const struct { Text key; int limit; bool is_list; } members[MEMBERS] = {
    [EXTERNAL_IDS] = {KEY("external_ids"), EXTERNAL_MAX, true},
    [NAME] = {KEY("name"), 200, false},
    [GIVEN_NAME] = {KEY("given_name"), 100, false},
    [PRONOUNS] = {KEY("pronouns"), 50, false},
    [EMAIL] = {KEY("email"), 254, false},
    [PHONE] = {KEY("phone"), 40, false},
    [LOCALE] = {KEY("locale"), 35, false},
    [TIME_ZONE] = {KEY("time_zone"), 64, false},
    [LANGUAGES] = {KEY("languages"), 20, true},
    [SKILLS_OFFERED] = {KEY("skills_offered"), 100, true},
    [SKILLS_WANTED] = {KEY("skills_wanted"), 100, true},
    [INTERESTS] = {KEY("interests"), 50, true},
    [VALUES] = {KEY("values"), 50, true},
    [BIO] = {KEY("bio"), 2000, false},
    [MANAGER] = {KEY("manager_id"), 33, false},
    [STATE] = {KEY("state"), 6, false},
};

enum { TERM_LENGTH = 100, SOURCE_LENGTH = 50, VALUE_LENGTH = 200, SENIORITY_MAX = 60 };

static Text name_of(int member) {
    Text key = members[member].key;
    return (Text){key.bytes + 2, key.count - 4};
}

// What the arena may have to hold: each list as JSON text with the levels that a body may leave
// out, and each search key.
size_t arena_for(size_t body) { return 4 * body + TERMS_MAX * 32; }

static bool is_blank(char character) { return character == ' ' || character == '\t'; }

// Without the blanks around it, from 1 to `limit` scalars, no controls but a biography's lines.
static bool clean(Text *text, int limit, bool has_lines) {
    while (text->count && is_blank(text->bytes[0])) text->bytes++, text->count--;
    while (text->count && is_blank(text->bytes[text->count - 1])) text->count--;
    int scalars = 0;
    for (size_t index = 0; index < text->count; index++) {
        unsigned char byte = text->bytes[index];
        if ((byte < 0x20 && !(has_lines && (byte == '\n' || byte == '\t'))) || byte == 0x7F)
            return false;
        scalars += (byte & 0xC0) != 0x80;
    }
    return scalars > 0 && scalars <= limit;
}

static bool consists_of(Text text, const char *others) {
    for (size_t index = 0; index < text.count; index++) {
        char byte = text.bytes[index], lower = byte | 32;
        bool is_plain = (lower >= 'a' && lower <= 'z') || (byte >= '0' && byte <= '9');
        if (!is_plain && !strchr(others, byte)) return false;
    }
    return true;
}

// In lower case, each run of blanks as one.
static Text folded(Text text, Buffer *arena) {
    char *to = room(arena, text.count), *begin = to;
    for (size_t index = 0; index < text.count; index++) {
        char byte = text.bytes[index];
        if (is_blank(byte) && is_blank(to[-1])) continue;
        *to++ = byte >= 'A' && byte <= 'Z' ? byte | 32 : is_blank(byte) ? ' ' : byte;
    }
    arena->count = to - arena->bytes;
    return (Text){begin, to - begin};
}

static bool is_email(Text text) {
    const char *at = memchr(text.bytes, '@', text.count);
    if (!at || at == text.bytes || memchr(text.bytes, ' ', text.count)) return false;
    size_t rest = text.bytes + text.count - at - 1;
    return rest > 0 && !memchr(at + 1, '@', rest);
}

static bool is_good(enum Member member, Text text) {
    switch (member) {
    case EMAIL: return is_email(text);
    case LOCALE: return consists_of(text, "-");
    case TIME_ZONE: return consists_of(text, "_+-/");
    case STATE:
        return equals(text, TEXT("active")) || equals(text, TEXT("paused"))
            || equals(text, TEXT("left"));
    default: return true;
    }
}

static bool add_term(Person *person, Text kind, Text *text, int level, Buffer *arena) {
    if (person->term_count == TERMS_MAX || !clean(text, TERM_LENGTH, false)) return false;
    Text key = folded(*text, arena);
    for (int index = 0; index < person->term_count; index++) {
        Term known = person->terms[index];
        if (known.kind.bytes == kind.bytes && equals(known.key, key)) return false;
    }
    person->terms[person->term_count++] = (Term){kind, key, level};
    return true;
}

// A text, or {"name": …, "level": …}; written as the latter.
static bool read_skill(
    Cursor *body, Person *person, Text kind, Buffer *arena, Buffer *json
) {
    Text name = {0}, key;
    int64_t level = 3;
    if (take(body, '{')) {
        do {
            if (!read_string(body, &key) || !take(body, ':')) return false;
            if (equals(key, TEXT("name")) ? !read_string(body, &name)
                : !equals(key, TEXT("level")) || !read_integer(body, &level)) return false;
        } while (take(body, ','));
        if (!take(body, '}') || !name.bytes || level < 1 || level > 5) return false;
    } else if (!read_string(body, &name)) {
        return false;
    }
    if (!add_term(person, kind, &name, level, arena)) return false;
    PUT(json, "{\"name\":");
    put_string(json, name);
    PUT(json, ",\"level\":");
    put_number(json, level);
    PUT(json, "}");
    return true;
}

static bool read_element(
    Cursor *body, enum Member member, Person *person, Buffer *arena, Buffer *json
) {
    static const Text kinds[MEMBERS] = {
        [LANGUAGES] = TEXT("language"), [SKILLS_OFFERED] = TEXT("skill_offered"),
        [SKILLS_WANTED] = TEXT("skill_wanted"), [INTERESTS] = TEXT("interest"),
        [VALUES] = TEXT("value"),
    };
    if (member == SKILLS_OFFERED || member == SKILLS_WANTED)
        return read_skill(body, person, kinds[member], arena, json);
    if (member == EXTERNAL_IDS) {
        External external;
        if (!read_string(body, &external.source) || !take(body, ':')
            || !read_string(body, &external.value)
            || !clean(&external.source, SOURCE_LENGTH, false)
            || !clean(&external.value, VALUE_LENGTH, false)) return false;
        for (int index = 0; index < person->external_count; index++)
            if (equals(person->externals[index].source, external.source)) return false;
        put_string(json, external.source);
        PUT(json, ":");
        put_string(json, external.value);
        person->externals[person->external_count++] = external;
        return true;
    }
    Text text;
    if (!read_string(body, &text)) return false;
    if (member == LANGUAGES && !consists_of(text, "-")) return false;
    if (!add_term(person, kinds[member], &text, 0, arena)) return false;
    put_string(json, text);
    return true;
}

static bool read_list(Cursor *body, enum Member member, Person *person, Buffer *arena) {
    static _Thread_local Buffer json;
    bool is_object = member == EXTERNAL_IDS;
    json.count = 0;
    if (!take(body, is_object ? '{' : '[')) return false;
    put(&json, is_object ? "{" : "[", 1);
    if (!take(body, is_object ? '}' : ']')) {
        int count = 0;
        do {
            if (++count > members[member].limit) return false;
            if (count > 1) PUT(&json, ",");
            if (!read_element(body, member, person, arena, &json)) return false;
        } while (take(body, ','));
        if (!take(body, is_object ? '}' : ']')) return false;
    }
    put(&json, is_object ? "}" : "]", 1);
    person->member[member] = (Text){room(arena, json.count), json.count};
    put_text(arena, (Text){json.bytes, json.count});
    return true;
}

// 0, or the status: 400 for what is not JSON or says a member twice, 422 for what means nothing.
static int read_member(Cursor *body, Person *person, Buffer *arena, uint32_t *seen) {
    Text key, *text;
    if (!read_string(body, &key) || !take(body, ':')) return 400;
    int member = 0;
    while (member < MEMBERS && !equals(name_of(member), key)) member++;
    if (member == MEMBERS && !equals(key, TEXT("seniority"))) return 422;
    if (*seen >> member & 1) return 400;
    *seen |= 1u << member;
    if (take_null(body)) return 0;
    if (member == MEMBERS)
        return read_integer(body, &person->seniority) && person->seniority >= 0
            && person->seniority <= SENIORITY_MAX ? 0 : 422;
    if (members[member].is_list) return read_list(body, member, person, arena) ? 0 : 422;
    text = &person->member[member];
    if (!read_string(body, text)) return 400;
    return clean(text, members[member].limit, member == BIO) && is_good(member, *text) ? 0 : 422;
}

int read_person(Cursor *body, Person *person, Buffer *arena) {
    uint32_t seen = 0;
    memset(person, 0, offsetof(Person, terms));
    person->term_count = person->external_count = 0;
    person->seniority = -1;
    person->member[STATE] = TEXT("active");
    person->member[EXTERNAL_IDS] = TEXT("{}");
    for (int member = LANGUAGES; member <= VALUES; member++) person->member[member] = TEXT("[]");
    if (!take(body, '{')) return 400;
    if (!take(body, '}')) {
        do {
            int status = read_member(body, person, arena, &seen);
            if (status) return status;
        } while (take(body, ','));
        if (!take(body, '}')) return 400;
    }
    skip_blanks(body);
    if (body->at != body->end) return 400;
    if (!person->member[NAME].bytes) return 422;
    if (person->member[EMAIL].bytes) person->email_key = folded(person->member[EMAIL], arena);
    return 0;
}

// MARK: Writing

void put_person(Buffer *buffer, const Person *person) {
    PUT(buffer, "{\"id\":");
    put_string(buffer, person->id);
    for (int member = 0; member < MEMBERS; member++) {
        if (member == MANAGER) {
            PUT(buffer, ",\"seniority\":");
            if (person->seniority < 0) PUT(buffer, "null");
            else put_number(buffer, person->seniority);
        }
        put_text(buffer, members[member].key);
        if (members[member].is_list) put_text(buffer, person->member[member]);
        else put_string(buffer, person->member[member]);
    }
    PUT(buffer, ",\"created_at\":");
    put_time(buffer, person->created_at);
    PUT(buffer, ",\"updated_at\":");
    put_time(buffer, person->updated_at);
    PUT(buffer, "}");
}

// MARK: Ids

int64_t now_ms(void) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

// Ids are names, never secrets: a generator seeded once by the system will do (splitmix64).
static uint64_t random_number(void) {
    static _Thread_local uint64_t state;
    if (!state && getrandom(&state, sizeof state, 0) != sizeof state)
        stop_because("getrandom", "gives nothing");
    uint64_t value = state += 0x9E3779B97F4A7C15;
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9;
    value = (value ^ value >> 27) * 0x94D049BB133111EB;
    return value ^ value >> 31;
}

// A TypeID: the prefix and a UUIDv7 (RFC 9562 §5.7) in base 32.
Text make_id(char *into, const char *prefix, int64_t now) {
    uint64_t high = (uint64_t)now << 16 | 0x7000 | random_number() >> 52;
    uint64_t low = 1ull << 63 | random_number() >> 2;
    unsigned __int128 uuid = (unsigned __int128)high << 64 | low;
    size_t length = strlen(prefix);
    memcpy(into, prefix, length);
    for (int index = 25; index >= 0; index--, uuid >>= 5)
        into[length + index] = "0123456789abcdefghjkmnpqrstvwxyz"[uuid & 31];
    into[length + 26] = 0;
    return (Text){into, length + 26};
}
