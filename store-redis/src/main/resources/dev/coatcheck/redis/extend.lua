-- KEYS: the hash. ARGV: the new remaining ms, and 'at least' where more may be left. Gives 1, or 0 where the session is over.
local version, before, now, _, known = session({':session', OWN_TIMES})
if not version then return 0 end
local ends = now + ARGV[1]
if ARGV[2] == 'at least' and before >= ends then return 1 end

-- The values whose keys go with the session: those without a time of their own, and those that have more than it.
local keys, times = {}, {}
local own_times = known[2] and ends >= before
if not own_times then
  own_times = true
  local fields = call('HGETALL', KEYS[1])
  for i = 1, #fields, 2 do
    if string.sub(fields[i], 1, 1) ~= ':' then
      local is_live, own = live(fields[i + 1], now)
      if is_live then
        keys[#keys + 1] = key(fields[i])
        times[#times + 1] = own > 0 and math.min(own, ends) or ends
        own_times = own_times and own > 0 and own <= ends
      end
    end
  end
end

-- What may be refused comes before what changes something: the hash gets the time that it has, which takes no memory
-- either. Where a cluster has moved a value, none of the keys is touched.
in_parts(keys, 1, function(...) call('EXISTS', ...) end)
call('PEXPIREAT', KEYS[1], before)
call('HSET', KEYS[1], ':session', string.format('%.0f %.0f', version, ends))
if own_times and not known[2] then
  call('HSET', KEYS[1], OWN_TIMES, '1')
elseif known[2] and not own_times then
  call('HDEL', KEYS[1], OWN_TIMES)
end
call('PEXPIREAT', KEYS[1], ends)
for i = 1, #keys do call('PEXPIREAT', keys[i], times[i]) end
return 1
