-- KEYS: the hash, the values. ARGV: lane, number, ms to remember them; lifetime in ms; then for each value its own time
-- in ms (0 for none), bytes. Gives 1, or 0 where the id is taken by another call.
if call('EXISTS', KEYS[1]) == 1 then return is_done(try('HGET', KEYS[1], ARGV[1]), ARGV[2]) and 1 or 0 end
-- Versions begin at the clock's microseconds, so that a session that is made anew under an old id has none of the old.
local micros = clock()
local version = string.format('%.0f', micros)
local now = math.floor(micros / 1000)
local left = tonumber(ARGV[4])
local fields = {':session', version .. ' ' .. now + left, ARGV[1], version .. ' ' .. now + ARGV[3] .. ' 0 ' .. ARGV[2]}
local own_times = true
for i = 2, #KEYS do
  local own = tonumber(ARGV[2 * i + 1])
  local lives = seconds(own > 0 and math.min(own, left) or left)
  call('SETEX', KEYS[i], lives, ARGV[2 * i + 2])
  fields[#fields + 1] = name(i)
  fields[#fields + 1] = version .. ' ' .. (own > 0 and now + own or 0)
  own_times = own_times and own > 0 and seconds(own) == lives
end
if own_times then
  fields[#fields + 1] = OWN_TIMES
  fields[#fields + 1] = '1'
end

local function undo()
  for i = 1, #KEYS do
    if is_refused(try('UNLINK', KEYS[i])) then try('SETEX', KEYS[i], '1', '') end
  end
end

-- A server out of memory refuses the first command or none: here, a value or, where there is none, this.
if #KEYS == 1 then
  set_fields(fields)
else
  in_parts(fields, 1, function(...) call_or(undo, 'HSET', KEYS[1], ...) end)
end
-- who may not give the hash a time to live leaves none
call_or(undo, 'PEXPIREAT', KEYS[1], now + left)
return 1
