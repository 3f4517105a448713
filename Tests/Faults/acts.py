"""What a client asked for and what came of it, the three outcomes kept apart as Jepsen does: ok
(the service said so), fail (it said that nothing was changed, or the request never left), unknown
(the connection ended before the answer). Only unknown leaves room for doubt."""

import http.client
import json

OK, FAIL, UNKNOWN = "ok", "fail", "unknown"


class Act:
    """One request with what is known of its effect."""

    def __init__(self, method, path, body=None, key=None, token=None, headers=None):
        self.method, self.path, self.body = method, path, body
        self.key, self.token = key, token
        self.headers = dict(headers or {})
        self.outcome, self.status, self.answer, self.is_replayed = None, None, None, False

    @property
    def json(self):
        return json.loads(self.answer)

    @property
    def name(self):
        """What the service keeps its answer under."""
        return (self.method, self.path, self.key)

    def again(self):
        """The same request, to be sent as if its answer had been missed."""
        return Act(self.method, self.path, self.body, self.key, self.token, self.headers)

    def __repr__(self):
        return (f"{self.method} {self.path} {self.key}: {self.outcome} {self.status} "
                f"{(self.answer or b'')[:300]!r}")


class Caller:
    """One kept connection that sends each act once, and never again by itself."""

    def __init__(self):
        self.connection, self.address = None, None

    def meet(self, service):
        """The service, perhaps started again elsewhere."""
        self.leave()
        self.address = (service.host, service.port)

    def leave(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def send(self, act):
        headers = dict(act.headers)
        headers["Authorization"] = f"Bearer {act.token}"
        if act.key:
            headers["Idempotency-Key"] = act.key
        data = act.body
        if data is not None:
            headers.setdefault("Content-Type", "application/json")
            data = data if isinstance(data, bytes) else json.dumps(data).encode()
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection(*self.address, timeout=60)
                self.connection.connect()
        except OSError:
            return self.end(act, FAIL)
        try:
            self.connection.request(act.method, act.path, body=data, headers=headers)
            response = self.connection.getresponse()
            act.answer = response.read()
        except (OSError, http.client.HTTPException):
            # Whether it was taken before the end, only the store can tell.
            return self.end(act, UNKNOWN)
        act.status = response.status
        act.is_replayed = response.headers.get("Idempotency-Replayed") == "true"
        act.outcome = OK if act.status < 300 else FAIL
        if response.will_close:
            self.leave()
        return act

    def end(self, act, outcome):
        act.outcome = outcome
        self.leave()
        return act
