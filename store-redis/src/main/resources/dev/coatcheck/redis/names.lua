-- KEYS: the hash. Gives the names of the values; none where the session is over.
local names = {}
local live, _, now = session()
if live then
  local fields = call('HGETALL', KEYS[1])
  for i = 1, #fields, 2 do
    local _, own = parse(fields[i + 1])
    if string.sub(fields[i], 1, 1) ~= ':' and own and (own == 0 or own > now) then names[#names + 1] = fields[i] end
  end
end
return names
