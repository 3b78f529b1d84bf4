-- KEYS: the hash, the values to put; the key of a value that may be absent is not declared. ARGV: ':session', lane,
-- ':own-times', the names of all values to change; number, ms to remember it; for each of the changes what to do; the bytes
-- of each value to put.
-- What to do is 'put' or 'remove' or, where there is more to say, one of them with the version expected (-1: any) and its
-- own time in ms (0: none, -1: as it has).
-- Gives {0} where the session is over, {1} for a conflict, else {2, new version, values removed}.
local puts = #KEYS - 1
local last_name = 3 + (#ARGV - 5 - puts) / 2
local number = ARGV[last_name + 1]
local known, last, ends, now, time, ends_text = session(ARGV, math.min(last_name, 4000))
if not known then return {0} end
local lane = known[2]
if lane and string.sub(lane, -#number) >= number then
  local version, removed, done = match(lane, '^(%d+) %d+ (%d+) (%d+)$')
  if done and #done == #number then
    -- this very write was made, or a later one on its lane; or it was in conflict, and stays so
    return version == '0' and {1} or {2, tonumber(version), tonumber(removed)}
  end
end
for i = 4001, last_name do known[i] = call('HGET', KEYS[1], ARGV[i]) end

-- The clock's microseconds: a version that none was before, whatever this server has forgotten. Where the clock is behind,
-- since it was set back or is that of a replica, the part of a second that it shows is as good as chance.
local next_version = time[1] * 1000000 + time[2]
local version = time[1] .. time[2]
if next_version <= last or #time[2] < 6 then
  if next_version <= last then next_version = last + 1 + time[2] end
  version = string.format('%.0f', next_version)
end
local outcome = version .. ' ' .. now + ARGV[last_name + 2]
local fields = {':session', version .. ' ' .. ends_text, ARGV[2], outcome .. ' 0 ' .. number}
-- a key's time to live is to the second, rounded up, since its label is exact
local seconds, own_lives = math.ceil((ends - now) / 1000)
local plain, whole = version .. ' 0', seconds .. ''
local gone, values, follows
-- whether each value that is put takes no more room than the one in its place
local fits = puts > 0
local before_bytes = #ARGV - #KEYS
local removed, put, field = 0, 1, 4
for i = 4, last_name do
  local what, label = ARGV[last_name - 1 + i], plain
  if what == 'put' then
    put, follows, fits = put + 1, true, false
  else
    local expected, own, there, deadline = -1, 0
    if what ~= 'remove' then
      what, expected, own = match(what, '^(%a+) (%S+) (%S+)$')
      expected, own = tonumber(expected), tonumber(own)
    end
    if what == 'remove' or expected >= 0 or own < 0 then
      there, deadline = live(known[i], now)
      if there and not has_bytes(ARGV[i]) then there, deadline = nil, nil end
    end
    if expected >= 0 and expected ~= (there or 0) then
      -- a try of this write that was held up on its way is not made after this answer
      try('HSET', KEYS[1], ARGV[2], '0 ' .. now + ARGV[last_name + 2] .. ' 0 ' .. number)
      return {1}
    end
    if what == 'remove' then
      label = nil
      gone, values = gone or {}, values or {}
      if there then removed = removed + 1 end
      if known[i] then
        gone[#gone + 1] = ARGV[i]
        values[#values + 1] = KEYS[1] .. ':' .. ARGV[i]
      end
    else
      put = put + 1
      if fits then
        local length = own < 0 and there and try('STRLEN', KEYS[put])
        fits = type(length) == 'number' and #ARGV[before_bytes + put] <= length
      end
      if own > 0 then deadline = now + own end
      if own ~= 0 and deadline and deadline > 0 then
        local wanted = math.ceil((deadline - now) / 1000)
        label = version .. ' ' .. deadline
        own_lives = own_lives or {}
        own_lives[put] = math.min(wanted, seconds)
        follows = follows or wanted > seconds
      else
        follows = true
      end
    end
  end
  if label then
    fields[field + 1], fields[field + 2] = ARGV[i], label
    field = field + 2
  end
end
if removed > 0 then fields[4] = outcome .. ' ' .. removed .. ' ' .. number end
if follows and known[3] then
  gone = gone or {}
  gone[#gone + 1] = ':own-times'
end

-- A server out of memory refuses the first command or none: the labels or, where none is taken, one that takes none. So a
-- session can leave a server that is full, and one that has come there can be used.
-- Whether values may be deleted is tried on a key that nobody has, since their bytes could not be brought back.
local nobodys = (values or fits) and KEYS[1] .. '::'
if values and puts == 0 and is_denied(try('UNLINK', nobodys)) then call('UNLINK', nobodys) end
if fits then try('UNLINK', nobodys) end
local new = 0
if #fields <= 4000 then
  new = call('HSET', KEYS[1], unpack(fields))
else
  in_parts(fields, 1, function(...) new = new + call('HSET', KEYS[1], ...) end)
end
local failed
if values and puts > 0 and is_denied(try('UNLINK', nobodys)) then failed = {'UNLINK', nobodys} end
if gone and not failed then
  in_parts(gone, 1, function(...)
    if not failed and is_refused(try('HDEL', KEYS[1], ...)) then failed = {'HDEL', KEYS[1], ...} end
  end)
end
for i = 2, failed and 0 or #KEYS do
  local lives, bytes = own_lives and own_lives[i] or whole, ARGV[before_bytes + i]
  if try('SETEX', KEYS[i], lives, bytes).err then
    failed = {'SETEX', KEYS[i], lives, bytes}
    break
  end
end
if failed then
  -- labels as they were, and those of new names dead
  local before = {}
  for i = 1, last_name do
    if known[i] or i ~= 3 then
      before[#before + 1] = ARGV[i]
      before[#before + 1] = known[i] or '0 1'
    end
  end
  in_parts(before, 1, function(...) call('HSET', KEYS[1], ...) end)
  call(unpack(failed))
end
-- their labels are gone: what a cluster has moved goes in its time
for i = 1, values and #values or 0 do try('UNLINK', values[i]) end

-- Fields whose time is over do not pile up: each new one that has a time looks at five.
if not lane or (new > 0 and own_lives) then
  local some = call('HRANDFIELD', KEYS[1], 5, 'WITHVALUES')
  for i = 1, #some, 2 do
    local deadline = tonumber(match(some[i + 1], '^%d+ (%d+)'))
    if deadline and deadline > 0 and deadline <= now then call('HDEL', KEYS[1], some[i]) end
  end
end
return {2, next_version, removed}
