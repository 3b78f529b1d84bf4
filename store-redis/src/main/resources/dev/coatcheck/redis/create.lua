-- KEYS: the hash, the values. ARGV: lane, number, ms to remember them; lifetime in ms; then for each value its own time
-- in ms (0 for none), bytes. Gives 1, or 0 where the id is taken by another call.
if call('EXISTS', KEYS[1]) == 1 then return is_done(redis.pcall('HGET', KEYS[1], ARGV[1]), ARGV[2]) and 1 or 0 end
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local left = tonumber(ARGV[4])
-- Versions begin at the clock's microseconds, so that a session that is made anew under an old id has none of the old.
local version = string.format('%.0f', time[1] * 1000000 + time[2])
local fields = {':session', version .. ' ' .. now + left, ARGV[1], version .. ' ' .. now + ARGV[3] .. ' 0 ' .. ARGV[2]}
for i = 2, #KEYS do
  local own = tonumber(ARGV[2 * i + 1])
  fields[#fields + 1] = name(i)
  fields[#fields + 1] = version .. ' ' .. (own > 0 and now + own or 0)
end
set_fields(fields)
call('PEXPIREAT', KEYS[1], now + left)
for i = 2, #KEYS do
  local own = tonumber(ARGV[2 * i + 1])
  if own > 0 then
    call('PSETEX', KEYS[i], math.min(own, left), ARGV[2 * i + 2])
  else
    call('SETEX', KEYS[i], seconds(left), ARGV[2 * i + 2])
  end
end
return 1
