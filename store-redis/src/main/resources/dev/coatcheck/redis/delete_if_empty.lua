-- KEYS: the hash. Gives 1 where this has ended the session, 0 where it holds a value or was over.
local is_live, _, _, now = session({':session'}, 1)
if not is_live then return 0 end

local function has_value(fields)
  for i = 1, #fields, 2 do
    if string.sub(fields[i], 1, 1) ~= ':' and live(fields[i + 1], now) and has_bytes(fields[i]) then return true end
  end
  return false
end

-- a few tell of most sessions that they are not empty, however many values they hold
if has_value(call('HRANDFIELD', KEYS[1], 5, 'WITHVALUES')) or has_value(call('HGETALL', KEYS[1])) then return 0 end
call('UNLINK', KEYS[1])
return 1
