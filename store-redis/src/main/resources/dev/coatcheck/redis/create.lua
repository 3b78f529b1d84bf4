-- KEYS: the hash, the values. ARGV: lifetime in ms, then for each value its own time in ms (0 for none), bytes.
if call('EXISTS', KEYS[1]) == 1 then return 0 end
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local left = tonumber(ARGV[1])
-- Versions begin at the clock's microseconds, so that a session that is made anew under an old id has none of the old.
local version = string.format('%.0f', time[1] * 1000000 + time[2])
local fields = {':session', version .. ' ' .. now + left}
for i = 2, #KEYS do
  local own = tonumber(ARGV[2 * i - 2])
  fields[#fields + 1] = name(i)
  fields[#fields + 1] = version .. ' ' .. (own > 0 and now + own or 0)
end
set_fields(fields)
call('PEXPIREAT', KEYS[1], now + left)
for i = 2, #KEYS do
  local own = tonumber(ARGV[2 * i - 2])
  if own > 0 then
    call('PSETEX', KEYS[i], math.min(own, left), ARGV[2 * i - 1])
  else
    call('SETEX', KEYS[i], seconds(left), ARGV[2 * i - 1])
  end
end
return 1
