-- KEYS: the hash. Gives 1, or 0 where the session was over.
local is_live = session({':session'}, 1) and 1 or 0
local names = try('HKEYS', KEYS[1])
if is_refused(names) and not is_refused(names, 'WRONGTYPE') then call('HKEYS', KEYS[1]) end
-- with the hash the session is over, whatever becomes of the rest: that has a time to live
call('UNLINK', KEYS[1])
local keys = {}
for i = 1, #names do
  if string.sub(names[i], 1, 1) ~= ':' then keys[#keys + 1] = KEYS[1] .. ':' .. names[i] end
end
in_parts(keys, 1, function(...)
  if is_refused(try('UNLINK', ...)) then
    -- a cluster has moved some of them, and deletes none with them
    for _, each in ipairs({...}) do try('UNLINK', each) end
  end
end)
return is_live
