-- KEYS: the hash. ARGV: the new remaining ms, and 'at least' where more may be left. Gives 1, or 0 where the session is over.
local version, before, now = session()
if not version then return 0 end
local ends = now + ARGV[1]
if ARGV[2] == 'at least' and before >= ends then return 1 end
call('HSET', KEYS[1], ':session', string.format('%.0f %.0f', version, ends))
call('PEXPIREAT', KEYS[1], ends)
local fields = call('HGETALL', KEYS[1])
for i = 1, #fields, 2 do
  if string.sub(fields[i], 1, 1) ~= ':' then
    local _, own = parse(fields[i + 1])
    call('PEXPIREAT', KEYS[1] .. ':' .. fields[i], own and own > 0 and math.min(own, ends) or ends)
  end
end
return 1
