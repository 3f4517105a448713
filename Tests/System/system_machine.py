"""What a running program shows of itself at the machine: keys made beside a server, and its log."""

import json
import unittest

from service import Service


class Beside(unittest.TestCase):
    def test_a_key_is_made_while_a_server_runs(self):
        with Service() as service:
            key = service.make_key("analyst", "second")
            self.assertEqual(service.client(key).get("/v1/me").json["role"], "analyst")

    def test_the_log_is_json_and_never_names_a_person(self):
        with Service() as service:
            client = service.client()
            client.post("/v1/people", {"name": "Marker-Person", "bio": "Marker-Bio"})
            client.get("/v1/people?email=marker@example.org")
            service.stop()
            text = service.log_text()
        self.assertNotIn("Marker", text)
        self.assertNotIn("marker@", text)
        self.assertNotIn(service.key, text)
        for line in text.splitlines():
            json.loads(line)


if __name__ == "__main__":
    unittest.main()
