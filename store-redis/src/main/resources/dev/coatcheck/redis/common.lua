-- Put before each script. KEYS[1] is the session's hash: a field for each value, and ':session' for the session itself.
-- A field holds a label: 'VERSION DEADLINE', the deadline in milliseconds of the server's clock, 0 for none of its own.
-- A value stands at KEYS[1] .. ':' .. NAME.

local function label(version, deadline)
  return string.format('%.0f %.0f', version, deadline)
end

-- version and deadline, or nothing where there is no label
local function parse(text)
  if type(text) ~= 'string' then return nil end
  local version, deadline = string.match(text, '^(%d+) (%d+)$')
  return tonumber(version), tonumber(deadline)
end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- version and deadline of a live session; nothing where it is over, or something else stands in its place
local function session()
  local version, deadline = parse(redis.pcall('HGET', KEYS[1], ':session'))
  if deadline and deadline > now then return version, deadline end
  return nil
end

-- version and own deadline of a value whose time is not over
local function value(name)
  local version, deadline = parse(redis.call('HGET', KEYS[1], name))
  if version and (deadline == 0 or deadline > now) then return version, deadline end
  return nil
end

-- A value without a deadline of its own goes with its session: to the second, rounded up, since the hash is exact.
local function set(key, bytes, own, ends)
  if own == 0 then
    redis.call('SETEX', key, math.ceil((ends - now) / 1000), bytes)
  else
    redis.call('PSETEX', key, math.min(own, ends) - now, bytes)
  end
end
