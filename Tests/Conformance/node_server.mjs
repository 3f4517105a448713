// Node's http module as a subject: its defaults, with the paths that the cases ask for.
import { createServer } from "node:http";

const respond = (response, status, body) => {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(body));
};

createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    const path = request.url.replace(/^https?:\/\/[^/]*/i, "").split("?")[0];
    const reads = request.method === "GET" || request.method === "HEAD";
    if (path === "/healthz" && reads) respond(response, 200, { status: "ok" });
    else if (path === "/healthz") respond(response, 405, {});
    else if (path === "/v1/people" && request.method === "POST") respond(response, 201, {});
    else if (path === "/v1/people" && reads) respond(response, 200, { items: [] });
    else respond(response, 404, {});
  });
}).listen(Number(process.argv[2]), "127.0.0.1");
