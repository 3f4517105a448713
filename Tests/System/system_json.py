"""The JSON cases of Tests/Cases/json.txt: a second opinion from Python's own reader, and each of them
as a request's body, over a socket."""

import json
import re
import unittest

from service import ROOT, Service


def cases():
    for line in (ROOT / "Tests/Cases/json.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            kind, group, text = line.split(" ", 2)
            yield kind, group, re.sub(
                rb"%([0-9A-F]{2})", lambda code: bytes([int(code[1], 16)]), text.encode())


def refuse(word):
    raise ValueError(f"{word} is no JSON")


def python_takes(text):
    try:
        json.loads(text.decode(), parse_constant=refuse)
        return True
    except ValueError:
        return False


class SecondOpinion(unittest.TestCase):
    def test_python_agrees_wherever_the_standard_decides(self):
        counts = {"take": 0, "refuse": 0}
        for kind, _, text in cases():
            if kind in counts:
                self.assertEqual(python_takes(text), kind == "take", text)
                counts[kind] += 1
        self.assertGreaterEqual(counts["take"], 95)
        self.assertGreaterEqual(counts["refuse"], 188)


class Bodies(unittest.TestCase):
    def test_what_is_no_json_is_400_with_its_place_and_nothing_is_500(self):
        with Service() as service:
            client = service.client()
            for kind, _, text in cases():
                answer = client.post("/v1/people", text)
                if kind.endswith("take"):
                    # JSON, and no person: what is wrong with it is said of its members.
                    self.assertEqual(answer.status, 422, (text, answer))
                elif text:
                    self.refused(text, answer)
                else:
                    self.assertEqual((answer.status, answer.json["code"]), (400, "body_missing"))
            deep = client.post("/v1/people", b"[" * 100_000)
            self.assertIn("(byte 64)", deep.json["detail"])
            self.assertEqual(client.get("/healthz").status, 200)

    def refused(self, text, answer):
        self.assertEqual((answer.status, answer.json["code"]), (400, "malformed_json"), text)
        place = re.search(r"\(byte (\d+)\)", answer.json["detail"])
        self.assertIsNotNone(place, answer)
        self.assertLessEqual(int(place[1]), len(text), answer)


if __name__ == "__main__":
    unittest.main()
