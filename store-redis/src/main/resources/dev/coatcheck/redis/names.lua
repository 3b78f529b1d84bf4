-- KEYS: the hash. Gives the names of the values; none where the session is over.
local is_live, _, _, now = session({':session'}, 1)
if not is_live then return {} end
local labelled, keys = {}, {}
local fields = call('HGETALL', KEYS[1])
for i = 1, #fields, 2 do
  if string.sub(fields[i], 1, 1) ~= ':' and live(fields[i + 1], now) then
    labelled[#labelled + 1] = fields[i]
    keys[#keys + 1] = KEYS[1] .. ':' .. fields[i]
  end
end
local there = 0
in_parts(keys, 1, function(...)
  local some = try('EXISTS', ...)
  if not is_refused(some) then there = there + some end
end)
if there == #labelled then return labelled end
local names = {}
for _, each in ipairs(labelled) do
  if has_bytes(each) then names[#names + 1] = each end
end
return names
