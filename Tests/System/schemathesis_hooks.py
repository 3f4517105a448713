"""What schemathesis cannot know of this API: how NDJSON and CSV are written and read, that the run must not
revoke the key that it runs with, that a token is named by its id, and which refusals of well-formed input are a matter of meaning."""

import csv
import io
import json
import os

import schemathesis

# The credential that the run itself uses; see script/schemathesis.
OWN_CREDENTIAL = os.environ["MENTORSHIP_OWN_CREDENTIAL"]
SPARE_CREDENTIAL = "credential_00000000000000000000000000"

# A document can fit its schema and still say what is not so: these codes may answer it with 422, and no
# other. What a schema can express is refused under other codes, which the check below takes for a fault
# of the document.
MEANING = {
    "before_start", "beyond_the_role", "beyond_your_own", "differs_from_path", "duplicate",
    "duplicate_date", "empty_range", "fixed_offset_zone", "idempotency_key_reused", "invalid_email",
    "invalid_language_tag", "invalid_phone", "not_a_mentor", "not_a_minute", "not_an_active_stage",
    "not_attended", "not_enrolled", "not_in_audience", "not_possible", "past", "range_too_long",
    "required_of_staff", "required_together", "same_person", "too_many_filters", "too_many_steps",
    "too_many_windows", "too_soon", "unknown_id", "unknown_item", "unknown_zone",
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


# A token's secret, by which the tool would look for the token, to its id.
IDS = {}


@schemathesis.hook
def after_call(context, case, response):
    if response.status_code == 201 and case.operation.path == "/v1/people/{person}/tokens":
        made = response.json()
        IDS[made["token"]] = made["id"]


@schemathesis.hook
def before_call(context, case, kwargs):
    """Revoking or rotating one's own credential works, and would end the run. An optional header that is
    not the one under test is filled with "0", whatever its pattern."""
    is_good = case.meta is not None and case.meta.generation.mode.is_positive
    if is_good and (case.headers or {}).get("If-Match") == "0":
        case.headers["If-Match"] = "*"
    secret = (case.path_parameters or {}).get("token")
    if secret in IDS:
        case.path_parameters["token"] = IDS[secret]
    if (case.path_parameters or {}).get("credential") == OWN_CREDENTIAL and case.method != "GET":
        case.path_parameters["credential"] = SPARE_CREDENTIAL


@schemathesis.check
def refusal_is_of_meaning(context, response, case):
    """422 to what fits the schema names a reason that no schema could have told."""
    meta = case.meta
    if response.status_code != 422 or meta is None or not meta.generation.mode.is_positive:
        return
    problem = response.json()
    codes = {error["code"] for error in problem.get("errors", [])} or {problem["code"]}
    assert codes <= MEANING, f"a schema could have told: {sorted(codes - MEANING)}: {problem}"
