-- KEYS: the hash, the values. ARGV: lane, number, ms to remember them; then for each value what to do, and its bytes.
-- What to do is 'put' or 'remove' or, where there is more to say, one of them with the version expected (-1: any) and its
-- own time in ms (0: none, -1: as it has).
-- Gives {0} where the session is over, {1} for a conflict, else {2, new version, values removed}.
local last, ends, now, lane = session(ARGV[1])
if not last then return {0} end
if is_done(lane, ARGV[2]) then
  local version, removed = match(lane, '^(%d+) %d+ (%d+)')
  return {2, tonumber(version), tonumber(removed)}
end

local version = string.format('%.0f', last + 1)
local outcome = version .. ' ' .. now + ARGV[3]
local fields = {':session', version .. ' ' .. ends, ARGV[1], outcome .. ' 0 ' .. ARGV[2]}
local plain = version .. ' 0'
local deadlines, removals = {}, {}
for i = 2, #KEYS do
  local what, label = ARGV[2 * i], plain
  if what ~= 'put' and what ~= 'remove' then
    local expected, own, there, deadline
    what, expected, own = match(what, '^(%a+) (%S+) (%S+)$')
    expected, own = tonumber(expected), tonumber(own)
    if expected >= 0 or own < 0 then there, deadline = value(i, now) end
    if expected >= 0 then
      -- a value that the server evicted has left its label behind
      if there and call('EXISTS', KEYS[i]) == 0 then there, deadline = nil, nil end
      if expected ~= (there or 0) then return {1} end
    end
    if own > 0 then deadline = now + own end
    if own ~= 0 and deadline and deadline > 0 then
      deadlines[i] = deadline
      label = version .. ' ' .. deadline
    end
  end
  if what == 'put' then
    fields[#fields + 1] = name(i)
    fields[#fields + 1] = label
  else
    removals[i] = true
  end
end

-- What a server out of memory refuses comes first: then it refuses the first command, and nothing has changed.
local new = set_fields(fields)
local left = seconds(ends - now)
local removed = 0
for i = 2, #KEYS do
  if removals[i] then
    removed = removed + call('HDEL', KEYS[1], name(i)) * call('UNLINK', KEYS[i])
  elseif deadlines[i] then
    call('PSETEX', KEYS[i], math.min(deadlines[i], ends) - now, ARGV[2 * i + 1])
  else
    call('SETEX', KEYS[i], left, ARGV[2 * i + 1])
  end
end

if removed > 0 then call('HSET', KEYS[1], ARGV[1], outcome .. ' ' .. removed .. ' ' .. ARGV[2]) end

-- Fields whose time is over do not pile up: each new one that has a time looks at five.
if not lane or (new > 0 and next(deadlines)) then
  local some = call('HRANDFIELD', KEYS[1], 5, 'WITHVALUES')
  for i = 1, #some, 2 do
    local deadline = tonumber(match(some[i + 1], '^%d+ (%d+)'))
    if deadline and deadline > 0 and deadline <= now then call('HDEL', KEYS[1], some[i]) end
  end
end
return {2, last + 1, removed}
