-- Requests for wrk, whole ones that were written to a file beforehand, each ended by a NUL: drawing
-- one costs a look-up, so that the client's share of the cores stays small. With PACE_MS each
-- connection pauses between two requests.
local requests, at = {}, 0
local pace = tonumber(os.getenv("PACE_MS") or "0")

function init(args)
   local file = assert(io.open(args[1], "rb"))
   for request in file:read("*a"):gmatch("([^%z]+)%z") do
      requests[#requests + 1] = request
   end
   file:close()
end

function request()
   at = at % #requests + 1
   return requests[at]
end

if pace > 0 then
   function delay()
      return pace
   end
end

function done(summary, latency)
   local errors = summary.errors
   io.write(string.format(
      "RESULT %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50),
      latency:percentile(99),
      errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
