-- KEYS: the hash. Gives 1, or 0 where the session was over.
local live = session() and 1 or 0
local names = redis.pcall('HKEYS', KEYS[1])
if not names.err then
  for _, name in ipairs(names) do call('UNLINK', KEYS[1] .. ':' .. name) end
end
call('UNLINK', KEYS[1])
return live
