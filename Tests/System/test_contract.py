"""openapi.yaml against what the test suites sent and got: each answer by its operation, status,
headers, media type, schema and problem code; each request that was taken by its parameters and
schema. Judged by a JSON Schema validator that is not ours. The document is also held against
itself: what belongs together stands together, and its examples are good.

The suites record their exchanges as JSON lines in the file that MENTORSHIP_RECORD names."""

import collections
import datetime
import json
import os
import pathlib
import re
import unittest
import urllib.parse

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
METHODS = ("get", "post", "put", "patch", "delete")
PROBLEM = "application/problem+json"
# What `default` stands for: any request can meet it, whatever it asks. All else is spelled out.
ANY_REQUEST = {
    "400", "408", "411", "413", "414", "417", "421", "431", "500", "501", "503", "505", "507"}
# Headers that an operation names where it sends them; what every answer has stands in the guide.
NAMED_HEADERS = ("ETag", "Location", "Link", "Preference-Applied", "Content-Disposition")

formats = jsonschema.FormatChecker(formats=[])


@formats.checks("date-time", raises=ValueError)
def is_time(value):
    # Answers are in UTC; requests may have any offset.
    if isinstance(value, str):
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", value):
            raise ValueError(value)
    return True


@formats.checks("date", raises=ValueError)
def is_day(value):
    return not isinstance(value, str) or bool(datetime.date.fromisoformat(value))


class Loader(yaml.SafeLoader):
    """Refuses a key that stands twice in one mapping; YAML readers keep the last without a word."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=deep) for key, _ in node.value]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise yaml.YAMLError(f"{sorted(twice)} twice in one mapping{node.start_mark}")
        return super().construct_mapping(node, deep)


def load_document():
    with open(ROOT / "openapi.yaml") as file:
        return yaml.load(file, Loader)


class Document:
    def __init__(self):
        self.root = load_document()
        self.operations = []
        self.validators = {}
        for path, item in self.root["paths"].items():
            # A literal segment beats a parameter, as in the router.
            literals = sum(1 for part in path.split("/") if not part.startswith("{"))
            pattern = re.compile("^" + re.sub(r"\{[^}]+\}", "[^/]+", path) + "$")
            for method in METHODS:
                if method in item:
                    operation = dict(item[method], path=path, method=method)
                    operation["parameters"] = [
                        self.resolve(parameter) for parameter
                        in item.get("parameters", []) + item[method].get("parameters", [])]
                    self.operations.append((literals, pattern, operation))
        self.operations.sort(key=lambda entry: -entry[0])

    def all(self):
        return [operation for *_, operation in self.operations]

    def resolve(self, value):
        """A reference's target; what stands beside the reference overrides it (OAS 3.1)."""
        while isinstance(value, dict) and "$ref" in value:
            part = self.root
            for name in value["$ref"].lstrip("#/").split("/"):
                part = part[name]
            value = dict(part, **{k: v for k, v in value.items() if k != "$ref"})
        return value

    def find(self, method, path):
        method = "get" if method == "HEAD" else method.lower()
        for _, pattern, operation in self.operations:
            if operation["method"] == method and pattern.match(path):
                return operation
        return None

    def faults(self, schema, value):
        key = json.dumps(schema, sort_keys=True)
        if key not in self.validators:
            whole = dict(schema, components=self.root["components"])
            self.validators[key] = jsonschema.Draft202012Validator(whole, format_checker=formats)
        errors = self.validators[key].iter_errors(value)
        return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
                for error in errors][:3]

    def responses(self, operation):
        return {status: self.resolve(response)
                for status, response in operation["responses"].items()}


def load_exchanges():
    name = os.environ.get("MENTORSHIP_RECORD", ROOT / "var/exchanges.ndjson")
    with open(name) as file:
        return [json.loads(line) for line in file]


def essence(content_type):
    return (content_type or "").split(";")[0].strip().lower()


def is_json(media):
    """Lines of JSON are not one JSON text."""
    return media.endswith(("/json", "+json"))


class Exchanges(unittest.TestCase):
    """What the suites sent and got."""

    @classmethod
    def setUpClass(cls):
        cls.document = Document()
        cls.exchanges = []
        for exchange in load_exchanges():
            operation = cls.document.find(exchange["method"], exchange["path"])
            if operation is not None:
                cls.exchanges.append((exchange, operation))

    def report(self, faults):
        text = "\n".join(f"{fault}\n    {body}" for fault, body in list(faults.items())[:40])
        self.assertEqual(len(faults), 0, f"{len(faults)} faults\n{text}")

    def test_every_answer_fits(self):
        faults = collections.OrderedDict()
        for exchange, operation in self.exchanges:
            key = f'{exchange["method"]} {operation["path"]} {exchange["status"]}'
            for fault in self.answer_faults(exchange, operation):
                faults.setdefault(f"{key}: {fault}", exchange["body"][:300])
        self.report(faults)

    def test_every_request_that_was_taken_is_described(self):
        faults = collections.OrderedDict()
        for exchange, operation in self.exchanges:
            if 200 <= exchange["status"] < 300:
                key = f'{exchange["method"]} {operation["path"]}'
                for fault in self.request_faults(exchange, operation):
                    faults.setdefault(f"{key}: {fault}", exchange["request_body"][:300])
        self.report(faults)

    def test_every_operation_was_seen_to_succeed(self):
        seen = {operation["operationId"] for exchange, operation in self.exchanges
                if 200 <= exchange["status"] < 300}
        unseen = [operation["operationId"] for operation in self.document.all()
                  if operation["operationId"] not in seen]
        self.assertEqual(unseen, [], "operations that the suite never saw succeed")

    def answer_faults(self, exchange, operation):
        status = str(exchange["status"])
        responses = self.document.responses(operation)
        if status not in responses and status not in ANY_REQUEST:
            return [f"status {status} is not documented"]
        response = responses.get(status) or responses["default"]
        faults = self.header_faults(exchange, response)
        content = response.get("content")
        if exchange["method"] == "HEAD" or not exchange["body"]:
            if content and exchange["method"] != "HEAD" and PROBLEM in content:
                faults.append("no body where one is documented")
            return faults
        if not content:
            return faults + ["a body where none is documented"]
        media = essence(exchange["content_type"])
        if media not in content:
            return faults + [f"media type {media} is not documented"]
        if not is_json(media):
            return faults
        body = json.loads(exchange["body"])
        faults += self.document.faults(content[media].get("schema", {}), body)
        if media == PROBLEM and status == "409":
            if f'`{body["code"]}`' not in response["description"]:
                faults.append(f'code {body["code"]} is not named')
        return faults

    def header_faults(self, exchange, response):
        sent = {name.lower(): value for name, value in exchange["headers"].items()}
        named = {name: self.document.resolve(header)
                 for name, header in response.get("headers", {}).items()}
        faults = [f"header {name} is not documented" for name in NAMED_HEADERS
                  if name.lower() in sent and name not in named]
        for name, header in named.items():
            value = sent.get(name.lower())
            if value is None:
                if header.get("required"):
                    faults.append(f"header {name} is missing")
                continue
            if header["schema"].get("type") == "integer":
                value = int(value)
            faults += [f"header {name}{fault}"
                       for fault in self.document.faults(header["schema"], value)]
        return faults

    def request_faults(self, exchange, operation):
        faults = []
        known = {parameter["name"]: parameter for parameter in operation["parameters"]
                 if parameter["in"] == "query"}
        query = urllib.parse.parse_qsl(exchange["query"] or "", keep_blank_values=True)
        for name, text in query:
            if name not in known:
                if operation["security"]:  # What is open is asked by anything.
                    faults.append(f"parameter {name} is not documented")
                continue
            schema = known[name]["schema"]
            value = int(text) if schema.get("type") == "integer" else text
            if schema.get("type") == "boolean":
                value = text in ("true", "1")
            faults += [f"parameter {name}{fault}"
                       for fault in self.document.faults(schema, value)]
        headers = {name.lower() for name in exchange["request_headers"]}
        for parameter in operation["parameters"]:
            if parameter["in"] == "header" and parameter.get("required"):
                if parameter["name"].lower() not in headers:
                    faults.append(f'header {parameter["name"]} was not needed')
        return faults + self.body_faults(exchange, operation)

    def body_faults(self, exchange, operation):
        body = operation.get("requestBody")
        if not exchange["request_body"]:
            return ["the body was not needed"] if body and body.get("required") else []
        if body is None:
            empty = exchange["request_body"].strip() == "{}"
            return [] if empty else ["a body where none is documented"]
        media = essence(exchange["request_type"])
        if media not in body["content"]:
            # A merge patch may call itself JSON, and JSON a merge patch.
            media = "application/json" if is_json(media) else media
        if media not in body["content"]:
            return [f"media type {media} is not documented"]
        if not is_json(media):
            return []
        value = json.loads(exchange["request_body"])
        return self.document.faults(body["content"][media]["schema"], value)


class Consistency(unittest.TestCase):
    """The document against itself."""

    @classmethod
    def setUpClass(cls):
        cls.document = Document()

    def test_it_is_openapi(self):
        try:
            from openapi_spec_validator import validate
        except ImportError:
            self.skipTest("pip install openapi-spec-validator")
        validate(self.document.root)

    def each_operation(self):
        return [(operation, self.document.responses(operation))
                for operation in self.document.all()]

    def test_what_belongs_together_stands_together(self):
        for operation, responses in self.each_operation():
            with self.subTest(operation["operationId"]):
                parameters = {parameter["name"] for parameter in operation["parameters"]}
                statuses = set(responses)
                good = [r for status, r in responses.items() if status.startswith("2")]
                is_read = operation["method"] == "get"
                has_tag = any("ETag" in r.get("headers", {}) for r in good)
                self.assertIn("default", statuses)
                self.assertIn("401", statuses)
                self.assertIn("429", statuses)
                scopes = [s for need in operation["security"] for s in need["bearer"]]
                self.assertEqual("403" in statuses, bool(scopes), "403 and a scope")
                self.assertEqual("304" in statuses, is_read and has_tag, "304 and ETag")
                self.assertEqual("If-None-Match" in parameters, is_read and has_tag)
                self.assertEqual("412" in statuses, "If-Match" in parameters, "412 and If-Match")
                self.assertEqual("428" in statuses, "If-Match" in parameters, "428 and If-Match")
                self.assertEqual(
                    "Idempotency-Key" in parameters, operation["method"] in ("post", "patch"))
                self.assertEqual(
                    "cursor" in parameters, any("Link" in r.get("headers", {}) for r in good))
                self.assertEqual("503" in statuses or is_read, True, "503 of a write")
                self.assertEqual("415" in statuses, not is_read, "415 of a write")
                if any(p["in"] == "path" and "$ref" in p["schema"]
                       for p in operation["parameters"]):
                    self.assertIn("404", statuses)

    def test_every_path_parameter_is_described(self):
        for operation, _ in self.each_operation():
            with self.subTest(operation["operationId"]):
                named = set(re.findall(r"\{([^}]+)\}", operation["path"]))
                described = [p["name"] for p in operation["parameters"] if p["in"] == "path"]
                self.assertEqual(sorted(described), sorted(named))

    def test_operations_speak_shortly(self):
        for operation, _ in self.each_operation():
            with self.subTest(operation["operationId"]):
                self.assertLessEqual(len(operation["summary"]), 90)
                self.assertFalse(operation["summary"].endswith("."))
                self.assertEqual(len(operation["tags"]), 1)
        tags = [tag["name"] for tag in self.document.root["tags"]]
        used = {operation["tags"][0] for operation in self.document.all()}
        self.assertEqual(used, set(tags))

    def test_the_objects_of_answers_are_closed_and_say_what_is_always_there(self):
        for operation, responses in self.each_operation():
            with self.subTest(operation["operationId"]):
                for status, response in responses.items():
                    content = response.get("content", {})
                    if status.startswith("2") and "application/json" in content:
                        self.closed(content["application/json"]["schema"], status, set())

    def closed(self, schema, where, above):
        """Follows references once each; parts of allOf are closed by what they are part of."""
        if "$ref" in schema:
            name = schema["$ref"].rsplit("/", 1)[1]
            if name in above or name == "Problem":  # Problems may say more.
                return
            where, above = name, above | {name}
        schema = self.document.resolve(schema)
        if "properties" in schema:
            is_closed = False in (
                schema.get("additionalProperties"), schema.get("unevaluatedProperties"))
            self.assertTrue(is_closed, f"{where} lets in other members")
            self.assertTrue(
                set(schema.get("required", [])) <= set(schema["properties"]), where)
        for name, part in schema.get("properties", {}).items():
            self.closed(part, f"{where}/{name}", above)
        for part in schema.get("oneOf", []) + schema.get("anyOf", []):
            self.closed(part, where, above)
        for part in schema.get("allOf", []):
            for name, inner in self.document.resolve(part).get("properties", {}).items():
                self.closed(inner, f"{where}/{name}", above)
        if isinstance(schema.get("items"), dict):
            self.closed(schema["items"], where + "[]", above)

    def test_the_examples_are_good(self):
        for operation, responses in self.each_operation():
            with self.subTest(operation["operationId"]):
                holders = [operation.get("requestBody", {}), *responses.values()]
                for holder in holders:
                    for media, content in holder.get("content", {}).items():
                        if "example" in content and is_json(media):
                            faults = self.document.faults(content["schema"], content["example"])
                            self.assertEqual(faults, [])

    def test_every_json_request_has_an_example(self):
        for operation, _ in self.each_operation():
            with self.subTest(operation["operationId"]):
                content = operation.get("requestBody", {}).get("content", {})
                if content:
                    self.assertTrue(any("example" in part for part in content.values()))

    def test_nothing_shared_is_left_over(self):
        text = json.dumps(self.document.root)
        for kind, parts in self.document.root["components"].items():
            for name in parts:
                if kind != "securitySchemes":
                    self.assertTrue(f'"#/components/{kind}/{name}"' in text, f"{kind}/{name}")


if __name__ == "__main__":
    unittest.main()
