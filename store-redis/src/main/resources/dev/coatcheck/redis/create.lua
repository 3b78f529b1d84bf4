-- KEYS: the hash, the values. ARGV: lifetime in ms, then for each value its name, own time in ms (0 for none), bytes.
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
local ends = now + tonumber(ARGV[1])
-- Versions begin at the clock's microseconds, so that a session that is made anew under an old id has none of the old.
local version = time[1] * 1000000 + time[2]
redis.call('HSET', KEYS[1], ':session', label(version, ends))
redis.call('PEXPIREAT', KEYS[1], ends)
for i = 2, #KEYS do
  local name, own, bytes = ARGV[3 * i - 4], tonumber(ARGV[3 * i - 3]), ARGV[3 * i - 2]
  own = own > 0 and now + own or 0
  redis.call('HSET', KEYS[1], name, label(version, own))
  set(KEYS[i], bytes, own, ends)
end
return 1
