"""What schemathesis cannot know of this API: how NDJSON and CSV are written and read, that the run must
not revoke the key that it runs with, that a token is named by its id, who is there to be asked about,
and which refusals of well-formed input are a matter of meaning."""

import csv
import io
import json
import os
import re
import zlib

import schemathesis

# The credential that the run itself uses; see script/schemathesis.
OWN_CREDENTIAL = os.environ["MENTORSHIP_OWN_CREDENTIAL"]
OWN_KEY = f"Bearer {os.environ['MENTORSHIP_OWN_KEY']}"
SPARE_CREDENTIAL = "credential_00000000000000000000000000"

# A document can fit its schema and still say what is not so: these codes may answer it with 422, and no
# other. What a schema can express is refused under other codes, which the check below takes for a fault
# of the document.
MEANING = {
    "abbreviated_zone", "before_start", "below_least", "beyond_the_role", "beyond_your_own",
    "circle_too_small", "differs_from_path", "duplicate", "duplicate_date", "empty_range", "fixed_offset_zone", "idempotency_key_reused",
    "invalid_email", "invalid_language_tag", "invalid_phone", "not_a_cursor", "not_a_mentee",
    "not_a_mentor", "not_a_minute", "not_an_active_stage", "not_asked_for", "not_attended",
    "not_among_equals", "not_available", "not_enrolled", "not_for_groups", "not_for_model",
    "not_in_audience", "not_in_circles", "not_possible", "not_stable", "not_taken",
    "nothing_counts", "one_required", "other_programme", "outside_scope", "past", "range_too_long",
    "required_of_staff", "required_together", "same_person", "too_many_filters", "too_many_steps",
    "too_many_windows", "too_many_words", "too_soon", "unknown_id", "unknown_item",
    "unknown_policy", "unknown_zone",
}


@schemathesis.serializer("application/x-ndjson")
def ndjson(context, value):
    lines = value if isinstance(value, list) else [value]
    return {"data": "\n".join(
        line if isinstance(line, str) else json.dumps(line) for line in lines).encode()}


@schemathesis.deserializer("text/csv")
def sheet(context, response):
    return list(csv.reader(io.StringIO(response.text, newline=""))) and response.text


@schemathesis.deserializer("application/x-ndjson")
def objects(context, response):
    return [json.loads(line) for line in response.text.splitlines()] and response.text


# What stands in the service: ids by the name that paths give them, tokens of people. An id that the
# tool makes up is nobody's, and a path with it never gets further than 404.
with open(os.environ["MENTORSHIP_KNOWN"]) as file:
    KNOWN = json.load(file)
ID = re.compile(r"([a-z_]+)_[0-7][0-9a-hjkmnp-tv-z]{25}")
BY_KIND = {}
for _ids in KNOWN["ids"].values():
    for _id in _ids:
        if ID.fullmatch(_id):
            BY_KIND.setdefault(ID.fullmatch(_id)[1], []).append(_id)

# A token's secret, by which the tool would look for the token, to its id.
IDS = {}
# What the run itself made: sequences go on with it.
MADE = set()


def known(name, value, dice):
    """The value, or for three ids in four that nobody has one that somebody has."""
    if not isinstance(value, str) or not ID.fullmatch(value) or value in MADE:
        return value
    there = KNOWN["ids"].get(name) or BY_KIND.get(ID.fullmatch(value)[1])
    number = zlib.crc32(f"{dice} {name} {value}".encode())
    return there[number // 4 % len(there)] if there and number % 4 else value


def with_known(value, dice, name=""):
    if isinstance(value, dict):
        return {key: with_known(one, dice, key) for key, one in value.items()}
    if isinstance(value, list):
        return [with_known(one, dice, name) for one in value]
    return known(name, value, dice)


@schemathesis.hook
def after_call(context, case, response):
    if response.status_code == 201 and "json" in (response.headers.get("content-type") or [""])[0]:
        made = response.json()
        MADE.add(made.get("id"))
        if case.operation.path == "/v1/people/{person}/tokens":
            IDS[made["token"]] = made["id"]


@schemathesis.hook
def before_call(context, case, kwargs):
    is_good = case.meta is not None and case.meta.generation.mode.is_positive
    if is_good:
        ask_about_somebody(case)
    # A case that wants the header missing or wrong is one of the phase of coverage.
    if is_good or (case.meta is not None and case.meta.phase.name.name != "COVERAGE"):
        ask_as_somebody(case)
    in_path = case.path_parameters or {}
    if in_path.get("token") in IDS:
        in_path["token"] = IDS[in_path["token"]]
    # Revoking or rotating one's own credential works, and would end the run.
    if in_path.get("credential") == OWN_CREDENTIAL and case.method != "GET":
        in_path["credential"] = SPARE_CREDENTIAL


def ask_about_somebody(case):
    """An optional header that is not the one under test is filled with "0", whatever its pattern."""
    if (case.headers or {}).get("If-Match") == "0":
        case.headers["If-Match"] = "*"
    for place in ("path_parameters", "query", "body"):
        if isinstance(getattr(case, place), (dict, list)):
            setattr(case, place, with_known(getattr(case, place), case.id))


def ask_as_somebody(case):
    if is_own(case.operation) and (case.headers or {}).get("Authorization") == OWN_KEY:
        token = KNOWN["tokens"][zlib.crc32(case.id.encode()) % len(KNOWN["tokens"])]
        case.headers["Authorization"] = f"Bearer {token}"


def is_own(operation):
    """Whether people alone may do it, for themselves: no key of staff gets further than 403."""
    security = operation.definition.raw.get("security") or []
    return bool(security) and all(scope == ["own"] for one in security for scope in one.values())


@schemathesis.check
def refusal_is_of_meaning(context, response, case):
    """422 to what fits the schema names a reason that no schema could have told."""
    meta = case.meta
    if response.status_code != 422 or meta is None or not meta.generation.mode.is_positive:
        return
    problem = response.json()
    codes = {error["code"] for error in problem.get("errors", [])} or {problem["code"]}
    assert codes <= MEANING, f"a schema could have told: {sorted(codes - MEANING)}: {problem}"
