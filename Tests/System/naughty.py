"""More than five hundred texts that have broken programs, by the class of what they break. Written for this
suite; the classes are known ones, the texts are our own."""

import itertools
import unicodedata

HARMFUL = set(itertools.chain(
    range(0x20), range(0x7F, 0xA0), range(0x2028, 0x202F), range(0x2066, 0x206A)))
LAYOUT = {0x09, 0x0A, 0x0D}
# Unicode's White_Space: what a line loses at its ends.
BLANKS = "".join(map(chr, (*range(9, 14), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029,
                           0x202F, 0x205F, 0x3000)))


def classes():
    """Class → its texts."""
    return {
        "control": [f"a{chr(code)}b" for code in (*range(0x20), *range(0x7F, 0xA0))],
        "control alone": [chr(code) for code in (0, 1, 7, 8, 9, 10, 13, 27, 31, 127, 0x85, 0x9B)],
        "line ends": ["a\r\nb", "a\nb", "a\rb", "a\u2028b", "a\u2029b", "a\x0bb", "a\x0cb", "\r\n", "a\r\n",
                      "\na", "a\n\n\n\nb"],
        "direction": [f"a{chr(code)}b" for code in (
            *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)] + [
            "\u202eevil.exe", "שלום abc", "abc مرحبا 123", "(‏בדיקה)", "\u2067rtl\u2069", "السَّلام عليكم",
            "עברית (test) עברית", "﷽"],
        "nothing to be seen": [
            "", " ", "   ", "\u00a0", "\u3000", "\u200b", "\u200c\u200d", "\ufeff", "\u2060", "\u180e",
            "\u00ad", "\u2000\u2001\u2002", "\t", "\u200b" * 50, "\u2063", "\ufe0f", "\u3164", "\u115f",
            "\u2800"],
        "zero width": [f"a{chr(code)}b" for code in (
            0x200B, 0x200C, 0x200D, 0x2060, 0x2061, 0x2064, 0xFEFF, 0x00AD, 0x034F, 0x180E, 0xFE00, 0xFE0F)] + [
            "\ufeffstart", "end\ufeff", "می‌خواهم", "क्‍ष", "\U000e0061\U000e0062c"],
        "combining": ["e\u0301" * 30, "Z" + "\u0351\u036b\u0343" * 20, "\u0301", "\u0301a", "a\u20dd",
                      "T\u0336h\u0336i\u0336s", "\u0e01\u0e34\u0e49" * 8, "x" + "\u0300" * 90, "n\u0303o",
                      "क\u093c\u094d\u0937", "\u0f40\u0f90\u0fb5\u0f71", "\u1100\u1161\u11a8", "\u0e33\u0e33"],
        "normal forms": [text for word in (
            "Ångström", "café", "ﬁne", "ﬀ", "Ⅷ", "①", "ｆｕｌｌ", "ｶﾞ", "Å", "Ω", "ñ", "각", "ǆ", "ẛ̣",
            "½", "㎏", "²", "Ｈｅｌｌｏ", "ſ", "ᵃ")
            for text in dict.fromkeys(unicodedata.normalize(form, word) for form in (
                "NFC", "NFD", "NFKC", "NFKD"))],
        "case": ["ß", "ẞ", "İ", "ı", "ŉ", "ǰ", "ΐ", "ς", "Σ", "ﬃ", "ǅ", "ᾳ", "ᎠᏟ", "ꭰ", "𐐀", "K", "Å"],
        "emoji": ["😀", "👍🏽", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "🇬🇧", "🇬",
                  "🇬🇧🇮🇪🇨🇭", "1️⃣", "❤️", "❤", "🫠", "👨🏿‍🦽‍➡️", "☠\ufe0e", "🧑‍🤝‍🧑" * 9, "👩‍", "‍👩"],
        "scripts": ["田中さんにあげて下さい", "和製漢語", "部落格", "사회과학원 어학연구소", "찦차를", "Ὕαινα",
                    "Съешь ещё этих", "გამარჯობა", "Հայերեն", "ᚠᛇᚻ", "ⴰⵣⵓⵍ", "አማርኛ", "ไทยไทย", "မြန်မာ", "ខ្មែរ",
                    "සිංහල", "தமிழ்", "తెలుగు", "ಕನ್ನಡ", "മലയാളം", "ਪੰਜਾਬੀ", "বাংলা", "नेपाली", "བོད་ཡིག", "ᠮᠣᠩᠭᠣᠯ", "ᏣᎳᎩ",
                    "ꦗꦮ", "𓀀𓁐", "𝒳𝒴𝒵", "𠜎𠜱𠝹", "𞤀𞤣", "ޓެސްޓް", "ܫܠܡܐ", "Żółć", "Þórður", "Đặng", "O’Brien",
                    "d'Artagnan", "Jean-Luc", "Ní Bhriain", "Ӕ", "ʻOkina", "ǃXóõ"],
        "look-alikes": ["раураl", "аdmin", "ⅼіnk", "ɑpple", "𝐚𝐝𝐦𝐢𝐧", "ᴀᴅᴍɪɴ", "０１２", "admin\u200b", "Ⅰ", "l1I|"],
        "outside the plane": ["\U0010fffd", "\U0001f000", "\U000f0000", "\U00100000", "\ue000", "\uf8ff",
                              "\ufdd0", "\ufdef", "\ufffe", "\uffff", "\U0001fffe", "\U0010ffff", "\ufffd",
                              "\u0378", "\U000e01ef"],
        "numbers as text": ["0", "-0", "00", "1e400", "1E5", "0x10", "0b1", "0o7", "1_000", "1,000.5", "1.", ".1",
                            "NaN", "nan", "Infinity", "-Infinity", "9223372036854775808", "1" * 60, "١٢٣",
                            "１２３", "²", "1/2", "½", "1e-400", "--1", "+1", "1+1", "0.1", "$1", "1%", "٪",
                            "2026-02-30", "25:61", "1970-01-01T00:00:00Z", "1/1/1970"],
        "words of programs": ["null", "NULL", "nil", "None", "undefined", "undef", "true", "false", "True", "NaN",
                              "void", "this", "constructor", "__proto__", "prototype", "hasOwnProperty",
                              "toString", "__class__", "{}", "[]", "[object Object]", "(null)", "\\N", "N/A",
                              "EOF", "exit", "import os", "CON", "NUL", "COM1", "AUX", "LPT1", "~", "-", "--"],
        "SQL": ["'", "''", "\"", "';--", "' OR '1'='1", "' OR 1=1 --", "1; DROP TABLE people", "') OR ('1'='1",
                "' UNION SELECT hash FROM credential_keys --", "\\'; DROP TABLE people; --", "admin'/*", "*/",
                "Robert'); DROP TABLE people;--", "' AND randomblob(1000000000) --", "x' AND 1=(SELECT 1) --",
                "`", "[people]", "%' LIKE '%", "%", "_", "\\%", "?1", ":name", "@p", "$1", "||", "X'00'", "CHAR(0)"],
        "markup": ["<b>", "</b>", "<script>alert(1)</script>", "\"><script>alert(1)</script>",
                   "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "javascript:alert(1)",
                   "<iframe src=\"//example.org\">", "<!-- ", "-->", "]]>", "<![CDATA[", "<?xml version=\"1.0\"?>",
                   "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>", "&amp;", "&lt;script&gt;", "&#0;",
                   "&#x202e;", "<style>*{}</style>", "' onmouseover='alert(1)", "<scr<script>ipt>", "＜script＞",
                   "<a href=\"data:text/html,x\">", "[link](javascript:alert(1))", "![](http://127.0.0.1/)", "# h"],
        "sheets": ["=1+1", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1:A9)", "=HYPERLINK(\"http://x\",\"y\")",
                   "\t=1+1", "\r=1+1", " =1+1", "=", "+", "-", "@", "\"=1+1\"", "a,b", "a;b", "a\tb", "\"", "\"\"",
                   "a\"b", "\",\"", "=1+1\";=2", "＝1+1", "|a", "%0A=1", "'=1"],
        "calendar": ["BEGIN:VEVENT", "END:VCALENDAR\r\nBEGIN:VCALENDAR", "a\\nb", "a\\,b\\;c", ";X-EVIL=1:", ":",
                     "DTSTART:19700101T000000Z", "SUMMARY:x\r\nATTENDEE:mailto:x@example.org", "a\r\n b", "\\"],
        "headers and logs": ["a\r\nSet-Cookie: x=1", "a\r\n\r\n<html>", "%0d%0aX: y", "a\nlevel=error",
                             "{\"level\":\"error\"}", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x9b31m",
                             "X-Evil: 1", "2026-01-01T00:00:00Z 200 GET /", "data: x\n\ndata: y", "\u2028event: x"],
        "formats": ["%s", "%n", "%x%x%x", "%s%s%s%s%n", "%1$s", "%99999999d", "{0}", "{}", "{0.__class__}", "${7*7}",
                    "#{7*7}", "{{7*7}}", "<%= 7*7 %>", "${jndi:ldap://127.0.0.1/a}", "$(id)", "`id`", "; id", "| id",
                    "&& id", "$HOME", "%PATH%", "\\(x)", "\\u0000", "\\x00", "\\ud800", "\\0", "\\", "\\\\", "\\\""],
        "paths": ["../../etc/passwd", "..\\..\\win.ini", "/etc/passwd", "file:///etc/passwd", "....//....//", ".",
                  "..", "%2e%2e%2f", "..%c0%af", "C:\\x", "\\\\host\\share", "//example.org", "/dev/null",
                  "a/b", "?x=1", "#x", "&x=1", "http://169.254.169.254/latest/meta-data/"],
        "ids of ours": ["person_00000000000000000000000000", "mk_live_aaaaaaaa", "Bearer x", "c1", "*", "W/\"1\"",
                        "\"1-full\"", "/v1/people", "urn:uuid:0"],
        "long": ["x" * 50, "x" * 100, "x" * 101, "x" * 200, "x" * 201, "x" * 500, "x" * 1000, "x" * 4000,
                 "x" * 4001, "x" * 20001, "é" * 4000, "👩‍👩‍👧‍👦" * 100, "a " * 2000, "\u0301" * 2000, " " * 4000,
                 "ﷺ" * 99, "𐀀" * 100, "a" + "\u200d" * 199],
    }


def texts():
    """(class, text), each text once."""
    seen = set()
    for name, members in classes().items():
        for text in members:
            if text not in seen:
                seen.add(text)
                yield name, text


def is_stream_safe(text):
    """At most thirty combining marks in a row (UAX #15 §13): more of them are no text here."""
    run = 0
    for one in text:
        run = run + 1 if unicodedata.combining(one) else 0
        if run > 30:
            return False
    return True


def line(text):
    """What a member of one line holds of the text."""
    return text.strip(BLANKS)


def is_visible(text):
    return any(unicodedata.category(one) not in ("Cc", "Cf", "Zl", "Zp", "Zs") for one in text)


def is_good_line(text, limit):
    inner = line(text)
    return is_visible(inner) and len(text) <= limit and not HARMFUL & set(map(ord, inner))


def is_good_text(text, limit):
    return is_visible(text) and len(text) <= limit and not (HARMFUL - LAYOUT) & set(map(ord, text))
