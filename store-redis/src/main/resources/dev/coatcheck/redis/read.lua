-- KEYS: the hash. ARGV: for each value its name and the version held (-1: any). Its key is not declared: of a key that is
-- absent, a cluster that moves the session would not let the script say so.
-- Gives the session's remaining ms, then for each value: state (0 absent, 1 present, 2 unchanged, 3 damaged), version,
-- own remaining ms (-1 for none of its own), bytes. Nothing where the session is over.
local asked = {':session'}
for i = 1, #ARGV, 2 do asked[#asked + 1] = ARGV[i] end
local _, ends, now, _, labels = session(asked)
if not ends then return false end
local reply = {ends - now}
for i = 2, #asked do
  local version, own = live(labels[i], now)
  local held = tonumber(ARGV[2 * i - 2])
  local state, bytes = 0, false
  if version and (held == version or held == -1) then
    state = has_bytes(asked[i]) and 2 or 0
  elseif version then
    bytes = try('GET', key(asked[i]))
    state = bytes and 1 or 0
    if is_refused(bytes) then
      if not is_error(bytes, 'WRONGTYPE') then call('GET', key(asked[i])) end
      state, bytes = 3, false
    end
  end
  reply[#reply + 1] = state
  reply[#reply + 1] = version or 0
  reply[#reply + 1] = own and own > 0 and own - now or -1
  reply[#reply + 1] = bytes
end
return reply
