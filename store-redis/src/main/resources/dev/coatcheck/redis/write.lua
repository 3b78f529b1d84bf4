-- KEYS: the hash, the values. ARGV: for each value its name, what to do ('put' or 'remove'), the version expected
-- (-1: any), own time in ms (0: none, -1: as it has), bytes.
-- Gives {0} where the session is over, {1} for a conflict, else {2, new version, values removed}.
local last, ends = session()
if not ends then return {0} end

local changes = {}
for i = 2, #KEYS do
  local at = 5 * i - 10
  local change = {
    key = KEYS[i], name = ARGV[at + 1], put = ARGV[at + 2] == 'put', time = tonumber(ARGV[at + 4]), bytes = ARGV[at + 5]
  }
  local expected = tonumber(ARGV[at + 3])
  local version, own = value(change.name)
  -- a value that the server evicted has left its label behind
  if version and (expected >= 0 or not change.put) and redis.call('EXISTS', change.key) == 0 then version = nil end
  if expected >= 0 and expected ~= (version or 0) then return {1} end
  change.there = version ~= nil
  change.own = 0
  if change.time > 0 then change.own = now + change.time end
  if change.time == -1 and version then change.own = own end
  changes[#changes + 1] = change
end

-- What a server out of memory refuses comes first: then it refuses the first command, and nothing has changed.
local version = last + 1
redis.call('HSET', KEYS[1], ':session', label(version, ends))
local prune = false
for _, change in ipairs(changes) do
  if change.put then
    local isNew = redis.call('HSET', KEYS[1], change.name, label(version, change.own)) == 1
    prune = prune or (isNew and change.own > 0)
    set(change.key, change.bytes, change.own, ends)
  end
end
local removed = 0
for _, change in ipairs(changes) do
  if not change.put then
    redis.call('HDEL', KEYS[1], change.name)
    redis.call('UNLINK', change.key)
    if change.there then removed = removed + 1 end
  end
end

-- Labels of values whose time is over do not pile up: each new value that has a time of its own looks at five.
if prune then
  local some = redis.call('HRANDFIELD', KEYS[1], 5, 'WITHVALUES')
  for i = 1, #some, 2 do
    local _, deadline = parse(some[i + 1])
    if deadline and deadline > 0 and deadline <= now then redis.call('HDEL', KEYS[1], some[i]) end
  end
end
return {2, version, removed}
