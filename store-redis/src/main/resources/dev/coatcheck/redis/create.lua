-- KEYS: the hash, the values. ARGV: lane, number, ms to remember them; lifetime in ms; then for each value its own time
-- in ms (0 for none), bytes. Gives 1, or 0 where the id is taken by another call.
if call('EXISTS', KEYS[1]) == 1 then
  local done = try('HGET', KEYS[1], ARGV[1])
  local number = type(done) == 'string' and match(done, '^%d+ %d+ %d+ (%d+)$')
  return number and #number == #ARGV[2] and number >= ARGV[2] and 1 or 0
end
local time = call('TIME')
-- Versions begin at the clock's microseconds, so that a session that is made anew under an old id has none of the old.
local version = string.format('%d%06d', time[1], time[2])
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local left = tonumber(ARGV[4])
local ends = now + left .. ''
local fields = {':session', version .. ' ' .. ends, ARGV[1], version .. ' ' .. now + ARGV[3] .. ' 0 ' .. ARGV[2]}
-- a key's time to live is to the second, rounded up, since its label is exact
local whole, own_times = math.ceil(left / 1000), true
for i = 2, #KEYS do
  local own = tonumber(ARGV[2 * i + 1])
  local wanted = own > 0 and math.ceil(own / 1000)
  own_times = own_times and wanted and wanted <= whole
  call('SETEX', KEYS[i], math.min(wanted or whole, whole), ARGV[2 * i + 2])
  fields[#fields + 1] = string.sub(KEYS[i], #KEYS[1] + 2)
  fields[#fields + 1] = version .. ' ' .. (own > 0 and now + own or '0')
end
if own_times then
  fields[#fields + 1] = ':own-times'
  fields[#fields + 1] = '1'
end

-- A server out of memory refuses the first command or none: a value or, where there is none, this. Who may not give the
-- hash a time to live leaves none, and no value.
local failed
in_parts(fields, 1, function(...)
  if not failed and is_refused(try('HSET', KEYS[1], ...)) then failed = {'HSET', KEYS[1], ...} end
end)
if not failed and is_refused(try('PEXPIREAT', KEYS[1], ends)) then failed = {'PEXPIREAT', KEYS[1], ends} end
if failed then
  for i = 1, failed[1] == 'HSET' and #KEYS == 1 and 0 or #KEYS do
    if is_refused(try('UNLINK', KEYS[i])) then try('SETEX', KEYS[i], '1', '') end
  end
  call(unpack(failed))
end
return 1
