-- Put before each script. KEYS[1] is the session's hash: a field for each value, and ':session' for the session itself.
-- A field holds a label: 'VERSION DEADLINE', the deadline in milliseconds of the server's clock, 0 for none of its own.
-- A value stands at KEYS[1] .. ':' .. NAME, and is there while its label's time lasts and its bytes are there.
-- A field ':LANE' holds what came of the last write on that lane: 'VERSION DEADLINE REMOVED NUMBER', the deadline being
-- when it may be forgotten, the number padded with zeros, and version 0 where it was in conflict.
-- A field ':own-times' is there only where no value's key lives as long as the session, so that none has to follow it.
--
-- A command may be refused: to a user who lacks the right, by a server that is full. So the first one that changes
-- something is one that may be refused without harm, and what it takes to undo the others is at hand. What was refused is
-- called again in the end: it is refused again, in the server's own words.
--
-- Each function costs every call of a script, used or not, so here are few.

local call, try, match = redis.call, redis.pcall, string.match

-- version, deadline and the deadline's text, or nothing where there is no label
local function parse(label)
  if type(label) ~= 'string' then return nil end
  local version, deadline = match(label, '^(%d+) (%d+)$')
  -- as readers have it: what they take for no label must be none here, or a writer would never see its conflict's cause
  if not version or #version > 16 or #deadline > 16 then return nil end
  return tonumber(version), tonumber(deadline), deadline
end

-- version and own deadline of a label whose time is not over
local function live(label, now)
  local version, deadline = parse(label)
  if version and (deadline == 0 or deadline > now) then return version, deadline end
  return nil
end

-- Whether a command was refused, for a reason with this text or for any.
local function is_refused(reply, text)
  return type(reply) == 'table' and reply.err and (not text or string.find(reply.err, text, 1, true)) and true or false
end

-- Whether it was refused for another reason than that a cluster has moved the key to another server.
local function is_denied(reply)
  return is_refused(reply) and not is_refused(reply, 'non local key')
end

-- Uses a list in parts: Lua passes on no more than some 8,000 arguments at once.
local function in_parts(list, from, use)
  for i = from, #list, 4000 do use(unpack(list, i, math.min(i + 3999, #list))) end
end

-- Of a live session, the first fields asked for, version, end, now, the time as TIME gives it, and the end's text.
-- ':session' is asked for first. Nothing where the session is over, or something else stands in its place.
local function session(asked, count)
  local time = call('TIME')
  local fields = try('HMGET', KEYS[1], unpack(asked, 1, count))
  if fields.err then
    if not is_refused(fields, 'WRONGTYPE') then call('HMGET', KEYS[1], asked[1]) end
    return nil
  end
  local version, ends, text = parse(fields[1])
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  if not version or ends <= now then return nil end
  return fields, version, ends, now, time, text
end

-- Whether a labelled value has its bytes, which a server that evicts may have taken. Those that a cluster is just moving
-- to another server it still has.
local function has_bytes(name)
  local there = try('EXISTS', KEYS[1] .. ':' .. name)
  if is_denied(there) then call('EXISTS', KEYS[1] .. ':' .. name) end
  return there ~= 0
end
