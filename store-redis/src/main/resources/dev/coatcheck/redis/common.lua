-- Put before each script. KEYS[1] is the session's hash: a field for each value, and ':session' for the session itself.
-- A field holds a label: 'VERSION DEADLINE', the deadline in milliseconds of the server's clock, 0 for none of its own.
-- A value stands at KEYS[1] .. ':' .. NAME, and is there while its label's time lasts and its bytes are there.
-- A field ':LANE' holds what came of the last write on that lane: 'VERSION DEADLINE REMOVED NUMBER', the deadline being
-- when it may be forgotten, the number padded with zeros.
-- A field ':own-times' is there only where no value's key lives as long as the session, so that none has to follow it.
--
-- A command may be refused: to a user who lacks the right, by a server that is full. So the first command that changes
-- something is one that may be refused without harm, and what it takes to undo the others is at hand. What was refused
-- is called again to tell why, in the server's own words.

local call, try, match = redis.call, redis.pcall, string.match
local OWN_TIMES = ':own-times'

-- version and deadline, or nothing where there is no label
local function parse(label)
  if type(label) ~= 'string' then return nil end
  local version, deadline = match(label, '^(%d+) (%d+)$')
  -- as readers have it: what they take for no label must be none here, or a writer would never see its conflict's cause
  if not version or #version > 16 or #deadline > 16 then return nil end
  return tonumber(version), tonumber(deadline)
end

-- version and own deadline of a label whose time is not over
local function live(label, now)
  local version, deadline = parse(label)
  if version and (deadline == 0 or deadline > now) then return version, deadline end
  return nil
end

local function is_refused(reply)
  return type(reply) == 'table' and reply.err ~= nil
end

local function is_error(reply, text)
  return is_refused(reply) and string.find(reply.err, text, 1, true) ~= nil
end

-- Calls; where that is refused, undoes what came before, and fails.
local function call_or(undo, ...)
  if is_refused(try(...)) then
    undo()
    call(...)
  end
end

-- Does it for parts of a list: Lua passes on no more than some 8,000 arguments at once.
local function in_parts(list, from, use)
  for i = from, #list, 4000 do use(unpack(list, i, math.min(i + 3999, #list))) end
end

-- microseconds
local function clock()
  local time = call('TIME')
  return time[1] * 1000000 + time[2]
end

-- Version, end, now and microseconds of a live session, and the fields asked for, of which ':session' is the first.
-- Nothing where the session is over, or something else stands in its place.
local function session(asked)
  local micros = clock()
  local fields = try('HMGET', KEYS[1], unpack(asked, 1, math.min(4000, #asked)))
  if is_refused(fields) then
    if not is_error(fields, 'WRONGTYPE') then call('HMGET', KEYS[1], asked[1]) end
    return nil
  end
  local version, ends = parse(fields[1])
  local now = math.floor(micros / 1000)
  if not version or ends <= now then return nil end
  in_parts(asked, 4001, function(...)
    for _, field in ipairs(call('HMGET', KEYS[1], ...)) do fields[#fields + 1] = field end
  end)
  return version, ends, now, micros, fields
end

local SESSION = {':session'}

-- A version that none was before, whatever this server has forgotten: the clock tells it. Where the clock is behind, since
-- it was set back or a replica with a slower one took over, the part of a second that it shows is as good as chance.
local function next_version(last, micros)
  return micros > last and micros or last + 1 + micros % 1000000
end

-- Whether this very write, or a later one on its lane, is what a lane's field tells of.
local function is_done(field, number)
  return type(field) == 'string' and string.sub(field, -#number) >= number
end

local function name(i)
  return string.sub(KEYS[i], #KEYS[1] + 2)
end

local function key(name)
  return KEYS[1] .. ':' .. name
end

-- Whether a labelled value has its bytes, which a server that evicts may have taken. Those that a cluster is just moving
-- to another server it still has.
local function has_bytes(name)
  local there = try('EXISTS', key(name))
  if is_refused(there) and not is_error(there, 'non local key') then call('EXISTS', key(name)) end
  return there ~= 0
end

-- Sets fields, and gives how many are new.
local function set_fields(fields)
  local new = 0
  in_parts(fields, 1, function(...) new = new + call('HSET', KEYS[1], ...) end)
  return new
end

-- A key's time to live: to the second, rounded up, since its label is exact.
local function seconds(left)
  return math.ceil(left / 1000) .. ''
end
