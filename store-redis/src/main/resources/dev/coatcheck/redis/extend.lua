-- KEYS: the hash. ARGV: the new remaining ms, and 'at least' where more may be left. Gives 1, or 0 where the session is over.
local known, version, before, now = session({':session', ':own-times'}, 2)
if not known then return 0 end
local ends = now + ARGV[1]
if ARGV[2] == 'at least' and before >= ends then return 1 end

-- The hash, and the values whose keys go with it: those without a time of their own, and those that have more than it.
local ends_text = string.format('%.0f', ends)
local keys, times, own = {KEYS[1]}, {ends_text}, {0}
local own_times = known[2] and ends >= before
if not own_times then
  own_times = true
  local fields = call('HGETALL', KEYS[1])
  for i = 1, #fields, 2 do
    if string.sub(fields[i], 1, 1) ~= ':' then
      local is_live, deadline = live(fields[i + 1], now)
      if is_live then
        keys[#keys + 1] = KEYS[1] .. ':' .. fields[i]
        own[#keys] = deadline
        times[#keys] = deadline > 0 and deadline < ends and deadline or ends_text
        own_times = own_times and deadline > 0 and deadline <= ends
      end
    end
  end
end

-- The first of these takes no memory, so a server that is full refuses none. A cluster that has moved a value refuses it.
local changed, failed = 0
for i = 1, #keys do
  if type(try('PEXPIREAT', keys[i], times[i])) == 'table' then
    failed = {'PEXPIREAT', keys[i], times[i]}
    break
  end
  changed = i
end
local label = string.format('%.0f ', version) .. ends_text
if not failed and is_refused(try('HSET', KEYS[1], ':session', label)) then failed = {'HSET', KEYS[1], ':session', label} end
if failed then
  for i = 1, changed do try('PEXPIREAT', keys[i], own[i] > 0 and math.min(own[i], before) or before) end
  call(unpack(failed))
end
if own_times and not known[2] then
  call('HSET', KEYS[1], ':own-times', '1')
elseif known[2] and not own_times then
  call('HDEL', KEYS[1], ':own-times')
end
return 1
