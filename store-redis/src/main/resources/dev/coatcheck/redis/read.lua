-- KEYS: the hash, the values. ARGV: for each value the version held (-1: any).
-- Gives the session's remaining ms, then for each value: state (0 absent, 1 present, 2 unchanged, 3 damaged), version,
-- own remaining ms (-1 for none of its own), bytes. Nothing where the session is over.
local _, ends, now = session()
if not ends then return false end
local reply = {ends - now}
for i = 2, #KEYS do
  local version, own = value(i, now)
  local held = tonumber(ARGV[i - 1])
  local state, bytes = 0, false
  if version and (held == version or held == -1) then
    state = call('EXISTS', KEYS[i]) * 2
  elseif version then
    bytes = redis.pcall('GET', KEYS[i])
    state = bytes and 1 or 0
    if type(bytes) == 'table' then state, bytes = 3, false end
  end
  reply[#reply + 1] = state
  reply[#reply + 1] = version or 0
  reply[#reply + 1] = own and own > 0 and own - now or -1
  reply[#reply + 1] = bytes
end
return reply
