-- Requests for wrk: one person of many by id, or a new person. Which one and with which key comes
-- from the environment; each thread draws its own ids.
local kind = os.getenv("BENCH_KIND")
local key = os.getenv("BENCH_KEY")
local ids = {}

function setup(thread)
   thread:set("seed", math.random(1, 1000000000))
end

function init(args)
   math.randomseed(seed or 1)
   wrk.headers["Authorization"] = "Bearer " .. key
   if kind == "point" then
      for line in io.lines(os.getenv("BENCH_IDS")) do ids[#ids + 1] = line end
   elseif kind == "write" then
      wrk.method = "POST"
      wrk.headers["Content-Type"] = "application/json"
   end
end

function request()
   if kind == "point" then
      return wrk.format(nil, "/v1/people/" .. ids[math.random(#ids)])
   elseif kind == "write" then
      local n = math.random(1, 1000000000)
      return wrk.format(nil, "/v1/people", nil,
         '{"name":"Person ' .. n .. '","email":"p' .. n .. '@example.org","time_zone":"Europe/London",'
         .. '"languages":["en"],"skills_offered":[{"name":"go","level":4}],"interests":["chess"],'
         .. '"bio":"Counts things, likes to listen, and has been doing this for a while now."}')
   end
   return wrk.format()
end
