"""Where a body ends: Content-Length, Transfer-Encoding, both, neither (RFC 9112 §6). Every doubt
here is a way to smuggle a request, so no server may go on after one."""

from case import (
    HOST, KEY, PERSON, Await, Case, Finish, Pause, doubtful, get, head, octets, post, refused,
    served, sized, statuses,
)

LENGTH = "RFC 9110 §8.6"
CODING = "RFC 9112 §6.1"
RULE = "RFC 9112 §6.3"
CHUNKS = b"c\r\n" + PERSON + b"\r\n0\r\n\r\n"
HIDDEN = b"GET /canary HTTP/1.1\r\nHost: localhost\r\n\r\n"

UNDERSTOOD = [
    served("a body of its length", LENGTH, sized(), status=201),
    served("a length with zeros in front", LENGTH, post("Content-Length: 00012", body=PERSON),
           400, status=201),
    served("a length with blanks around it", LENGTH,
           post("Content-Length: \t 12 \t", body=PERSON), status=201),
    served("the name in capitals", "RFC 9110 §5.1", post("CONTENT-LENGTH: 12", body=PERSON),
           status=201),
    served("chunked", CODING, post("Transfer-Encoding: chunked", body=CHUNKS), status=201),
    served("chunked in capitals", "RFC 9112 §7", post("Transfer-Encoding: CHUNKED", body=CHUNKS),
           status=201),
    served("chunked in a mixture", "RFC 9112 §7", post("transfer-encoding: cHuNkEd", body=CHUNKS),
           status=201),
    served("blanks around chunked", CODING, post("Transfer-Encoding: \t chunked \t", body=CHUNKS),
           status=201),
    served("a body of nothing", LENGTH, post("Content-Length: 0"), 201, 411, status=400),
    served("a GET with a body", "RFC 9110 §9.3.1", get("Content-Length: 5") + b"hello", 400),
    served("a GET with a chunked body", "RFC 9110 §9.3.1",
           get("Transfer-Encoding: chunked") + b"5\r\nhello\r\n0\r\n\r\n", 400),
    Case("a HEAD with a body", "RFC 9110 §9.3.2",
         (get("Content-Length: 5", line="HEAD /healthz HTTP/1.1") + b"hello",),
         (statuses(200, 400),), heads=frozenset({0}), ours=(200, None)),
    served("a GET of length 0", "RFC 9110 §9.3.1", get("Content-Length: 0")),
    served("a DELETE with a body", "RFC 9110 §9.3.5",
           get("Content-Length: 5", line="DELETE /nothing HTTP/1.1") + b"hello", 400, 405,
           status=404),
    served("an OPTIONS with a body", "RFC 9110 §9.3.7",
           get("Content-Length: 5", line="OPTIONS /healthz HTTP/1.1") + b"hello", 200, 405,
           status=204),
    served("a body that looks like a request", RULE, sized(HIDDEN), 201, status=400,
           ours=(400, "malformed_json")),
    served("a body for a path that is not there", RULE, sized(HIDDEN, line="POST /none HTTP/1.1"),
           status=404),
    served("a body for a method that is not there", RULE,
           sized(HIDDEN, line="BREW /healthz HTTP/1.1"), 400, 405, status=501, end="any",
           own_end="open"),
    served("a body for a method that is not allowed", RULE,
           sized(HIDDEN, line="POST /healthz HTTP/1.1"), 200, 405, status=405),
    served("HTTP/1.0 with a length", RULE, sized(line="POST /v1/people HTTP/1.0"), status=201,
           end="closed"),
    Case("a body, then a request", RULE, (sized() + get() + sized(),),
         (statuses(201), statuses(200), statuses(201))),
    Case("a body that comes later", RULE, (sized()[:-12], Pause(0.05), PERSON),
         (statuses(201),)),
    Case("a body that comes in two parts", RULE, (sized()[:-6], Pause(0.05), PERSON[-6:]),
         (statuses(201),)),
    served("no length and no coding: no body", RULE, post(), 201, 400, status=411,
           ours=(411, "length_required")),
]

LENGTHS = [
    ("a plus", "+12"), ("a minus", "-12"), ("minus zero", "-0"), ("hexadecimal", "0xc"),
    ("hexadecimal digits", "c"), ("an underscore", "1_2"), ("a space inside", "1 2"),
    ("a fraction", "12.0"), ("an exponent", "12e0"), ("a comma at the end", "12,"),
    ("a comma in front", ",12"), ("a semicolon", "12;"), ("a parameter", "12;a=b"),
    ("a quote", '"12"'), ("letters behind", "12abc"), ("words", "twelve"), ("a slash", "12/1"),
    ("digits of another script", "１２".encode()), ("a superscript", b"1\xb2"),
    ("a thousand's comma", "1,000"), ("octal", "0o14"), ("infinity", "Infinity"),
    ("not a number", "NaN"), ("a sign behind", "12-"), ("two signs", "--12"),
    ("2^63", "9223372036854775808"), ("2^64", "18446744073709551616"),
    ("2^64 and twelve", "18446744073709551628"), ("2^128 and twelve",
                                                   "340282366920938463463374607431768211468"),
    ("a hundred nines", "9" * 100),
]

CODINGS = [
    ("chunked twice", "chunked, chunked"), ("chunked before another", "chunked, identity"),
    ("chunked before gzip", "chunked, gzip"), ("in quotes", '"chunked"'),
    ("in single quotes", "'chunked'", 501), ("with a parameter", "chunked;q=1"),
    ("with a parameter that is empty", "chunked;"),
    ("with letters behind", "chunkedx", 501), ("with letters in front", "xchunked", 501),
    ("with a full stop behind", "chunked.", 501),
    ("a list of nothing", ", ,"), ("a comma in front", ",chunked"), ("a comma behind", "chunked,"),
    ("a space inside", "chun ked", 501), ("a colon", ":chunked"), ("an equals", "=chunked"),
]

OTHER_CODINGS = ["identity", "gzip", "deflate", "compress", "gzip, chunked", "identity, chunked",
                 "x", "trailers", "none", "br"]

NEVER_CLEAR = [
    ("length, then chunked", ["Content-Length: 12", "Transfer-Encoding: chunked"],
     "ambiguous_framing"),
    ("chunked, then length", ["Transfer-Encoding: chunked", "Content-Length: 12"],
     "ambiguous_framing"),
    ("chunked and a length of 0", ["Transfer-Encoding: chunked", "Content-Length: 0"],
     "ambiguous_framing"),
    ("chunked and a right length", ["Transfer-Encoding: chunked",
                                    f"Content-Length: {len(CHUNKS)}"], "ambiguous_framing"),
    ("chunked between two lengths", ["Content-Length: 12", "Transfer-Encoding: chunked",
                                     "Content-Length: 12"], "malformed_content_length"),
    ("identity and a length", ["Transfer-Encoding: identity", "Content-Length: 12"],
     "ambiguous_framing"),
    ("an unknown coding and a length", ["Transfer-Encoding: x", "Content-Length: 12"],
     "ambiguous_framing"),
    ("two lengths", ["Content-Length: 12", "Content-Length: 11"], "malformed_content_length"),
    ("two lengths, the first 0", ["Content-Length: 0", "Content-Length: 12"],
     "malformed_content_length"),
    ("two lengths in a list", ["Content-Length: 12, 11"], "malformed_content_length"),
    ("two lengths of one number", ["Content-Length: 12", "Content-Length: 012"],
     "malformed_content_length"),
    ("chunked in two lines", ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"],
     "malformed_transfer_encoding"),
    ("chunked, then identity in two lines", ["Transfer-Encoding: chunked",
                                             "Transfer-Encoding: identity"],
     "malformed_transfer_encoding"),
    ("an empty length", ["Content-Length:"], "malformed_content_length"),
    ("an empty coding", ["Transfer-Encoding:"], "malformed_transfer_encoding"),
    ("a length of blanks", ["Content-Length: \t "], "malformed_content_length"),
]

HIDDEN_FIELDS = [
    ("a space before the colon", "Transfer-Encoding : chunked", "malformed_field"),
    ("a tab before the colon", "Transfer-Encoding\t: chunked", "malformed_field"),
    ("a space before the length's colon", "Content-Length : 12", "malformed_field"),
    ("a space in front", " Transfer-Encoding: chunked", "folded_field"),
    ("a folded coding", "Transfer-Encoding:\r\n chunked", None),
    ("a folded length", "Content-Length: 1\r\n 2", "folded_field"),
    ("a vertical tab", "Transfer-Encoding:\x0bchunked", "control_character"),
    ("a form feed behind", "Transfer-Encoding: chunked\x0c", "control_character"),
    ("NUL in the coding", "Transfer-Encoding: chunk\0ed", "control_character"),
    ("NUL in front of the coding", "Transfer-Encoding: \0chunked", "control_character"),
    ("NUL behind the length", "Content-Length: 12\0", "control_character"),
    ("NUL in the name", "Transfer-Encoding\0: chunked", "control_character"),
    ("DEL behind the coding", "Transfer-Encoding: chunked\x7f", "control_character"),
    ("LF before the coding", "X: a\nTransfer-Encoding: chunked", "malformed_line_end"),
    ("CR before the coding", "X: a\rTransfer-Encoding: chunked", "malformed_line_end"),
    ("a bare CR behind the coding", "Transfer-Encoding: chunked\r", "malformed_line_end"),
    ("another hyphen in the name", b"Transfer\xe2\x80\x90Encoding: chunked", "malformed_field"),
    ("a no-break space behind the name", b"Transfer-Encoding\xa0: chunked", "malformed_field"),
]

OTHER_NAMES = [
    served("an underscore makes another field", "RFC 9110 §5.1",
           post("Content_Length: 5", "Content-Length: 12", body=PERSON), 400, status=201),
    served("a coding with an underscore is none", "RFC 9110 §5.1",
           post("Transfer_Encoding: chunked", "Content-Length: 12", body=PERSON), 400, status=201),
    served("a name that only begins like a length", "RFC 9110 §5.1",
           post("Content-Length-X: 5", "Content-Length: 12", body=PERSON), status=201),
    served("TE is not Transfer-Encoding", "RFC 9110 §10.1.4",
           post("TE: chunked", "Content-Length: 12", body=PERSON), 400, status=201),
    served("Content-Encoding is not Transfer-Encoding", "RFC 9110 §8.4",
           get("Content-Encoding: chunked")),
]

BREAKS = [
    Case("a body that breaks off", RULE, (sized()[:-4], Finish()), (statuses(400),), end="closed",
         tail=False, silent=True),
    Case("a chunked body that breaks off", "RFC 9112 §8",
         (post("Transfer-Encoding: chunked", body=b"c\r\n{"), Finish()), (statuses(400),),
         end="closed", tail=False, silent=True),
    Case("a chunked body without its last chunk", "RFC 9112 §8",
         (post("Transfer-Encoding: chunked", body=CHUNKS[:-5]), Finish()), (statuses(400),),
         end="closed", tail=False, silent=True),
    Case("a chunked body without its last line", "RFC 9112 §8",
         (post("Transfer-Encoding: chunked", body=CHUNKS[:-2]), Finish()), (statuses(400),),
         end="closed", tail=False, silent=True),
    Case("a head that breaks off", "RFC 9112 §8", (get()[:-2], Finish()), (statuses(400),),
         end="closed", tail=False, silent=True),
    Case("a line that breaks off", "RFC 9112 §8", (b"GET /hea", Finish()), (statuses(400),),
         end="closed", tail=False, silent=True),
    Case("a smuggled request behind CL.0", "RFC 9112 §11.2",
         (post("Content-Length: 0") + get(),), (statuses(400, 411, 201), statuses(200))),
    Case("a body after an answer that came early", RULE,
         (sized(line="POST /none HTTP/1.1")[:-12], Pause(0.05), PERSON, Await(1)),
         (statuses(404),), ours=(404, "no_such_path")),
]

CASES = (
    UNDERSTOOD
    + [doubtful(f"no length: {name}", LENGTH,
                post(b"Content-Length: " + octets(text), body=PERSON),
                "malformed_content_length", 413,
                # Who has no limit may wait for so long a body.
                only_ours=name == "2^63")
       for name, text in LENGTHS]
    + [doubtful("two equal lengths", RULE,
                post("Content-Length: 12", "Content-Length: 12", body=PERSON),
                "malformed_content_length"),
       doubtful("two equal lengths in a list", RULE, post("Content-Length: 12, 12", body=PERSON),
                "malformed_content_length")]
    + [doubtful(f"chunked {name}", CODING,
                post(f"Transfer-Encoding: {text}", body=CHUNKS),
                None if status else "malformed_transfer_encoding", 501, 400,
                status=(status or (400,))[0])
       for name, text, *status in CODINGS]
    + [doubtful(f"the coding {text}", "RFC 9112 §6.1",
                post(f"Transfer-Encoding: {text}", body=CHUNKS), "unknown_transfer_coding", 400,
                status=501)
       for text in OTHER_CODINGS]
    + [doubtful(name, "RFC 9112 §6.3, §11.2", post(*fields, body=CHUNKS), code, 501)
       for name, fields, code in NEVER_CLEAR]
    + [doubtful(f"a hidden field: {name}", "RFC 9112 §11.2", post(field, body=CHUNKS), code)
       for name, field, code in HIDDEN_FIELDS]
    + [doubtful("chunked in HTTP/1.0", "RFC 9112 §6.1",
                post("Transfer-Encoding: chunked", body=CHUNKS, line="POST /v1/people HTTP/1.0"),
                "malformed_transfer_encoding", 201, 501, end="closed"),
       doubtful("chunked in HTTP/1.0 that keeps alive", "RFC 9112 §6.1",
                post("Connection: keep-alive", "Transfer-Encoding: chunked", body=CHUNKS,
                     line="POST /v1/people HTTP/1.0"), "malformed_transfer_encoding", 201, 501,
                end="closed")]
    + OTHER_NAMES
    + BREAKS
    + [refused("a length above what we take, beside chunked", RULE,
               head("POST /v1/people HTTP/1.1", HOST, b"Authorization: Bearer " + KEY,
                    "Transfer-Encoding: chunked", "Content-Length: 99999999"),
               "ambiguous_framing", 413, tail=False, end="closed")]
)
