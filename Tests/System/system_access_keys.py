"""Keys that are not good: revoked, expired, altered in any place, of another deployment, in the wrong place
of the request. Each is tried on every operation and gets the one answer that says nothing of why; what was
good a moment ago is worth nothing at the next request, also in the middle of many."""

import base64
import http.client
import sqlite3
import string
import threading
import unittest

import access_table
from access_world import World
from service import Service, run_command

CONTROLS = (r"'\x7f' in it", r"'\x01' in it")


class Keys(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = Service()
        cls.service.start()
        cls.addClassCleanup(cls.service.__exit__)
        cls.world = World(cls.service)
        cls.operations = list(access_table.operations())
        cls.table = access_table.table(cls.world)

    # -- Where bad keys come from

    def credential(self, name):
        """A new one: its id and key."""
        made = self.world.admin.post("/v1/credentials", {"name": name, "role": "administrator"}).json
        return made["id"], made["key"]

    def token(self):
        made = self.world.admin.post(f"/v1/people/{self.world.people['a1.mentee']}/tokens").json
        return made["id"], made["token"]

    def age(self, table, column, value, id):
        """Moves a row into the past, as an operator at the machine could."""
        with sqlite3.connect(self.service.database) as database:
            changed = database.execute(
                f"UPDATE {table} SET expires_at = 1 WHERE {column} = ?", (value or id,)).rowcount
        self.assertEqual(changed, 1)

    def used(self, key):
        """The key, after it has been good once: nothing may have been kept of that."""
        self.assertEqual(self.service.client(key).get("/v1/me").status, 200)
        return key

    def bad_keys(self):
        keys = {}
        id, key = self.credential("to be revoked")
        keys["revoked"] = self.used(key)
        self.assertEqual(self.world.admin.send("DELETE", f"/v1/credentials/{id}").status, 204)
        id, key = self.credential("to be revoked at the machine")
        keys["revoked by the command"] = self.used(key)
        done = run_command("key", "revoke", "--database", self.service.database, id)
        self.assertEqual(done.returncode, 0, done.stderr)
        id, key = self.credential("to expire")
        keys["expired"] = self.used(key)
        self.age("credentials", "id", id, id)
        id, key = self.credential("whose key expires")
        keys["key expired"] = self.used(key)
        self.age("credential_keys", "public_part", key[8:16], id)
        id, key = self.credential("to be rotated")
        keys["rotated"] = self.used(key)
        self.assertEqual(self.world.admin.post(f"/v1/credentials/{id}/keys").status, 201)
        id, token = self.token()
        keys["token revoked"] = self.used(token)
        person = self.world.people["a1.mentee"]
        self.world.admin.send("DELETE", f"/v1/people/{person}/tokens/{id}")
        id, token = self.token()
        keys["token expired"] = self.used(token)
        self.age("person_tokens", "id", id, id)
        keys["token of one who left"] = self.leaver()
        keys.update(self.altered(self.service.key, "key"))
        keys.update(self.altered(self.world.clients["a1.mentee"].key, "token"))
        return keys

    def leaver(self):
        person = self.world.admin.post("/v1/people", {"name": "Gone"}).json["id"]
        token = self.used(self.world.admin.post(f"/v1/people/{person}/tokens").json["token"])
        answer = self.world.admin.send(
            "PATCH", f"/v1/people/{person}", {"state": "left"}, headers={"If-Match": "*"})
        self.assertEqual(answer.status, 200, answer)
        return token

    def altered(self, key, name):
        """The key with one thing changed: each part of it, each class of character."""
        prefix, public, secret = key[:8], key[8:16], key[16:]
        classes = {"digit": string.digits, "small": string.ascii_lowercase,
                   "capital": string.ascii_uppercase}
        for kind, letters in classes.items():
            for where, text in (("public", public), ("secret", secret)):
                at = next((i for i, one in enumerate(text) if one in letters), 0)
                other = next(one for one in letters if one != text[at])
                changed = text[:at] + other + text[at + 1:]
                yield f"{name}: {kind} in the {where} part", prefix + (
                    changed + secret if where == "public" else public + changed)
        first = "a" if secret[0] != "a" else "b"
        last = "a" if secret[-1] != "a" else "b"
        yield f"{name}: first of the secret", prefix + public + first + secret[1:]
        yield f"{name}: last of the secret", key[:-1] + last
        yield f"{name}: case", prefix + public + secret.swapcase()
        yield f"{name}: other kind", ("mt_live_" if prefix == "mk_live_" else "mk_live_") + key[8:]
        yield f"{name}: prefix in capitals", prefix.upper() + key[8:]
        yield f"{name}: no prefix", key[8:]
        yield f"{name}: too short", key[:-1]
        yield f"{name}: too long", key + "a"
        yield f"{name}: twice", key + key
        yield f"{name}: reversed", key[::-1]
        yield f"{name}: parts swapped", prefix + secret + public
        yield f"{name}: public part alone", prefix + public
        for one in "-_.~+/=\"',;:%*\\<>&#?!\x7f\x01\xe9":
            yield f"{name}: {one!r} in it", key[:-1] + one
        yield f"{name}: empty", ""
        yield f"{name}: SQL", prefix + "' OR '1'='1"
        yield f"{name}: wildcard", prefix + "%" * 51

    # -- The tests

    def test_a_bad_key_opens_no_operation_and_all_get_one_answer(self):
        bad, faults, count, details = dict(self.bad_keys()), [], 0, set()
        bad["of another deployment"] = self.foreign()
        for operation in self.operations:
            row = self.table[operation.name]
            path = access_table.path(operation, row, self.world.ids) + row.query
            client = self.service.client("unused")
            # All of them on each operation would be ten thousand requests that say the same.
            names = sorted(bad) if operation.name in ("getMe", "createPerson") else [
                name for name in bad if ":" not in name] + sorted(
                    name for name in bad if ":" in name)[count % 7::7]
            for name in names:
                client.key = bad[name].encode().decode("latin-1") if bad[name] else " "
                answer = client.send(operation.method, path, row.body, headers={
                    "If-Match": "*", "Content-Type": operation.media_type or "application/json"})
                count += 1
                # A control character makes the head no head; else open is open, with any key.
                wanted = (400,) if name.endswith(CONTROLS) else (
                    (200, 401) if operation.is_open else (401,))
                if answer.status not in wanted:
                    faults.append((name, operation.name, answer))
                elif answer.status == 401:
                    details.add((answer.json["code"], answer.json["detail"]))
                    if "WWW-Authenticate" not in answer.headers:
                        faults.append((name, operation.name, answer.headers))
        self.assertEqual(faults, [], f"{len(faults)} of {count}")
        self.assertEqual(len(details), 1, details)
        self.assertGreater(count, 1500)

    def foreign(self):
        """A good key of another deployment of the same program."""
        with Service() as other:
            return other.key

    def test_a_key_counts_in_one_place_only(self):
        key, faults = self.service.key, []
        basic = base64.b64encode(f"x:{key}".encode()).decode()
        for headers in (
                {"Authorization": key}, {"Authorization": f"Basic {basic}"},
                {"Authorization": f"Token {key}"}, {"Authorization": f"Bearer {key} {key}"},
                {"Authorization": f"Bearer,{key}"}, {"Authorization": f'Bearer "{key}"'},
                {"X-Api-Key": key}, {"Cookie": f"Authorization=Bearer {key}"},
                {"X-Forwarded-Authorization": f"Bearer {key}"}, {"X-Original-URL": "/healthz"},
                {"Proxy-Authorization": f"Bearer {key}"}, {"X-HTTP-Method-Override": "GET"}):
            answer = self.world.clients["nobody"].get("/v1/people", headers=headers)
            if answer.status != 401:
                faults.append((headers, answer))
        for query in (f"access_token={key}", f"key={key}", f"Authorization=Bearer%20{key}"):
            if self.world.clients["nobody"].get(f"/v1/people?{query}").status != 401:
                faults.append(query)
        self.assertEqual(faults, [])
        # Two of them: nobody knows which one counts (RFC 9110 §5.3: not a list, so not both).
        connection = http.client.HTTPConnection(self.service.host, self.service.port, timeout=10)
        connection.putrequest("GET", "/v1/people")
        for one in (key, key):
            connection.putheader("Authorization", f"Bearer {one}")
        connection.endheaders()
        self.assertEqual(connection.getresponse().status, 401)
        connection.close()
        self.assertNotIn(key, self.service.log_text())

    def test_a_right_taken_away_works_at_the_next_request(self):
        """Eight clients use a credential without pause while it is revoked: from the answer to the
        revocation on, nothing of theirs is answered with anything but 401."""
        id, key = self.credential("in use")
        gone, stop, late, good = threading.Event(), threading.Event(), [], []

        def use(number):
            client = self.service.client(key)
            while not stop.is_set():
                was_gone = gone.is_set()
                answer = client.get("/v1/people") if number % 2 else client.post(
                    "/v1/people", {"name": "Used"})
                if answer.status != 401:
                    (late if was_gone else good).append(answer)

        users = [threading.Thread(target=use, args=(number,)) for number in range(8)]
        for user in users:
            user.start()
        while len(good) < 50:
            pass
        self.assertEqual(self.world.admin.send("DELETE", f"/v1/credentials/{id}").status, 204)
        gone.set()
        threading.Event().wait(1)
        stop.set()
        for user in users:
            user.join()
        self.assertEqual(late, [])

    def test_a_narrowed_programme_is_gone_at_the_next_request(self):
        """Taking part ends: what the pair's end took away is not to be had a moment later."""
        world = self.world
        client = world.clients["a2.mentor"]
        person = f"/v1/people/{world.people['a2.mentee']}"
        self.assertEqual(client.get(person).status, 200)
        closed = world.admin.post(f"/v1/relationships/{world.ids['relationship'][1]}/closure", {})
        self.assertEqual(closed.status, 201, closed)
        self.assertEqual(client.get(person).status, 404)


if __name__ == "__main__":
    unittest.main()
