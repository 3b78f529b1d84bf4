-- KEYS: the hash. ARGV: ':session', the values' names; then for each the version held (-1: any). The values' keys are not
-- declared: of a key that is absent, a cluster that moves the session would not let the script say so.
-- Gives the session's remaining ms, then for each value: state (0 absent, 1 present, 2 unchanged, 3 damaged), version,
-- own remaining ms (-1 for none of its own), bytes, or the length of what any version of will do. Nothing where the
-- session is over.
local count = (#ARGV + 1) / 2
local labels, _, ends, now = session(ARGV, math.min(count, 4000))
if not labels then return false end
local reply = {ends - now}
for i = 2, count do
  local key = KEYS[1] .. ':' .. ARGV[i]
  if i > 4000 then labels[i] = call('HGET', KEYS[1], ARGV[i]) end
  local version, own = live(labels[i], now)
  local held = tonumber(ARGV[count + i - 1])
  local state, bytes = 0, false
  if version and (held == version or held == -1) then
    state = has_bytes(ARGV[i]) and 2 or 0
    -- what is no string has no length, and that of one which a cluster is just moving is not known
    if held == -1 and state == 2 then bytes = try('STRLEN', key) end
    if is_refused(bytes) then
      if is_denied(bytes) and not is_refused(bytes, 'WRONGTYPE') then call('STRLEN', key) end
      bytes = false
    end
  elseif version then
    bytes = try('GET', key)
    state = bytes and 1 or 0
    if is_refused(bytes) then
      if not is_refused(bytes, 'WRONGTYPE') then call('GET', key) end
      state, bytes = 3, false
    end
  end
  reply[#reply + 1] = state
  reply[#reply + 1] = version or 0
  reply[#reply + 1] = own and own > 0 and own - now or -1
  reply[#reply + 1] = bytes
end
return reply
