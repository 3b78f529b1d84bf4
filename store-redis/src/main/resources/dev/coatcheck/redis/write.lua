-- KEYS: the hash, the values to put. ARGV: lane, number, ms to remember them; then for each change what to do, and the
-- bytes of what is put, the name of what is removed: the key of a value that may be absent is not declared.
-- What to do is 'put' or 'remove' or, where there is more to say, one of them with the version expected (-1: any) and its
-- own time in ms (0: none, -1: as it has).
-- Gives {0} where the session is over, {1} for a conflict, else {2, new version, values removed}.
local asked, puts = {':session', ARGV[1], OWN_TIMES}, 1
for i = 4, #ARGV, 2 do
  if string.sub(ARGV[i], 1, 3) == 'put' then
    puts = puts + 1
    asked[#asked + 1] = name(puts)
  else
    asked[#asked + 1] = ARGV[i + 1]
  end
end
local last, ends, now, micros, known = session(asked)
if not last then return {0} end
local lane = known[2]
if is_done(lane, ARGV[2]) then
  local version, removed = match(lane, '^(%d+) %d+ (%d+)')
  return {2, tonumber(version), tonumber(removed)}
end

local next_one = next_version(last, micros)
local version = string.format('%.0f', next_one)
local plain, left = version .. ' 0', ends - now
local fields, lives, gone, has_own = {}, {}, {}, false
local removed, put, own_times = 0, 1, known[3]
for i = 4, #known do
  local what, label, expected, own = ARGV[2 * i - 4], plain, -1, 0
  if what ~= 'put' and what ~= 'remove' then
    what, expected, own = match(what, '^(%a+) (%S+) (%S+)$')
    expected, own = tonumber(expected), tonumber(own)
  end
  local there, deadline
  if what == 'remove' or expected >= 0 or own < 0 then
    there, deadline = live(known[i], now)
    if there and not has_bytes(asked[i]) then there, deadline = nil, nil end
  end
  if expected >= 0 and expected ~= (there or 0) then return {1} end
  if what == 'remove' then
    removed = removed + (there and 1 or 0)
    if known[i] then gone[#gone + 1] = asked[i] end
  else
    if own > 0 then deadline = now + own end
    put = put + 1
    lives[put] = seconds(left)
    if own ~= 0 and deadline and deadline > 0 then
      label = version .. ' ' .. deadline
      lives[put] = seconds(math.min(deadline, ends) - now)
      own_times = own_times and seconds(deadline - now) == lives[put]
      has_own = true
    else
      own_times = false
    end
    fields[#fields + 1] = asked[i]
    fields[#fields + 1] = label
  end
end
fields[#fields + 1] = ':session'
fields[#fields + 1] = version .. ' ' .. ends
fields[#fields + 1] = ARGV[1]
fields[#fields + 1] = version .. ' ' .. now + ARGV[3] .. ' ' .. removed .. ' ' .. ARGV[2]
local values = {}
for i = 1, #gone do values[i] = key(gone[i]) end
if known[3] and not own_times then gone[#gone + 1] = OWN_TIMES end

-- Labels as they were, and those of new names dead.
local function undo()
  local before = {}
  for i = 1, #asked do
    if known[i] or asked[i] ~= OWN_TIMES then
      before[#before + 1] = asked[i]
      before[#before + 1] = known[i] or '0 1'
    end
  end
  set_fields(before)
end

-- Whether values may be deleted, tried on a key that nobody has: their bytes cannot be brought back.
local function may_unlink()
  local tried = try('UNLINK', key(':'))
  return not is_refused(tried) or is_error(tried, 'non local key')
end

-- A server out of memory refuses the first command or none: the labels or, where room is made, one that takes no memory.
if put == 1 and not may_unlink() then call('UNLINK', key(':')) end
local new = set_fields(fields)
if put > 1 and #values > 0 and not may_unlink() then
  undo()
  call('UNLINK', key(':'))
end
in_parts(gone, 1, function(...) call_or(undo, 'HDEL', KEYS[1], ...) end)
put = 1
for i = 4, #known do
  if string.sub(ARGV[2 * i - 4], 1, 3) == 'put' then
    put = put + 1
    call_or(undo, 'SETEX', KEYS[put], lives[put], ARGV[2 * i - 3])
  end
end
-- their labels are gone: what a cluster has moved goes in its time
for i = 1, #values do try('UNLINK', values[i]) end

-- Fields whose time is over do not pile up: each new one that has a time looks at five.
if not lane or (new > 0 and has_own) then
  local some = call('HRANDFIELD', KEYS[1], 5, 'WITHVALUES')
  for i = 1, #some, 2 do
    local deadline = tonumber(match(some[i + 1], '^%d+ (%d+)'))
    if deadline and deadline > 0 and deadline <= now then call('HDEL', KEYS[1], some[i]) end
  end
end
return {2, next_one, removed}
