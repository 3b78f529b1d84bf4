-- Put before each script. KEYS[1] is the session's hash: a field for each value, and ':session' for the session itself.
-- A field holds a label: 'VERSION DEADLINE', the deadline in milliseconds of the server's clock, 0 for none of its own.
-- A value stands at KEYS[1] .. ':' .. NAME.
-- A field ':LANE' holds what came of the last write on that lane: 'VERSION DEADLINE REMOVED NUMBER', the deadline being
-- when it may be forgotten, the number padded with zeros.

local call, match = redis.call, string.match

-- version and deadline, or nothing where there is no label
local function parse(label)
  if type(label) ~= 'string' then return nil end
  local version, deadline = match(label, '^(%d+) (%d+)$')
  -- as readers have it: what they take for no label must be none here, or a writer would never see its conflict's cause
  if not version or #version > 16 or #deadline > 16 then return nil end
  return tonumber(version), tonumber(deadline)
end

-- Version, end and now of a live session, and a lane's field where one is asked for; nothing where the session is over, or
-- something else stands in its place. The time that is left tells what time it is, for less than TIME would.
local function session(lane)
  local left = call('PTTL', KEYS[1])
  if left <= 0 then return nil end
  local fields = redis.pcall('HMGET', KEYS[1], ':session', lane or ':session')
  local version, ends = parse(fields[1])
  if not version then return nil end
  return version, ends, ends - left, fields[2]
end

-- Whether this very write, or a later one on its lane, is what a lane's field tells of.
local function is_done(field, number)
  return type(field) == 'string' and string.sub(field, -10) >= number
end

local function name(i)
  return string.sub(KEYS[i], #KEYS[1] + 2)
end

-- version and own deadline of a value whose time is not over
local function value(i, now)
  local version, deadline = parse(call('HGET', KEYS[1], name(i)))
  if version and (deadline == 0 or deadline > now) then return version, deadline end
  return nil
end

-- Sets fields, and gives how many are new. Lua passes on no more than some 8,000 arguments at once.
local function set_fields(fields)
  local new = 0
  for i = 1, #fields, 4000 do
    new = new + call('HSET', KEYS[1], unpack(fields, i, math.min(i + 3999, #fields)))
  end
  return new
end

-- A value without a time of its own goes with its session: to the second, rounded up, since the hash is exact.
local function seconds(left)
  return math.ceil(left / 1000) .. ''
end
