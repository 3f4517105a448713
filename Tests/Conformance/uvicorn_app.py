"""An ASGI application as a subject: the paths that the cases ask for, each after its whole body."""


def status_of(method, path):
    reads = method in ("GET", "HEAD")
    if path == "/healthz":
        return 200 if reads else 405
    if path == "/v1/people" and method == "POST":
        return 201
    return 200 if path == "/v1/people" and reads else 404


async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        if not message.get("more_body"):
            break
    body = b"" if scope["method"] == "HEAD" else b"{}"
    await send({"type": "http.response.start", "status": status_of(scope["method"], scope["path"]),
                "headers": [(b"content-type", b"application/json"), (b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": body})
