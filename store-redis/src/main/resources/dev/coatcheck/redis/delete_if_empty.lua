-- KEYS: the hash. Gives 1 where this has ended the session, 0 where it holds a value or was over.
local live, _, now = session()
if not live then return 0 end
local cursor = '0'
repeat
  local page = call('HSCAN', KEYS[1], cursor, 'COUNT', 16)
  cursor = page[1]
  for i = 1, #page[2], 2 do
    local _, own = parse(page[2][i + 1])
    if string.sub(page[2][i], 1, 1) ~= ':' and own and (own == 0 or own > now) then return 0 end
  end
until cursor == '0'
call('UNLINK', KEYS[1])
return 1
